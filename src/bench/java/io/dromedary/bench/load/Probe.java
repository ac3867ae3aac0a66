package io.dromedary.bench.load;

import java.io.IOException;
import java.nio.channels.Selector;

/** Posts one callback and says how it was answered. */
public final class Probe {
  private static final long SILENCE_MILLIS = 5_000;

  private Probe() {}

  /** The status of the answer to a callback with a right signature. */
  public static int status(Address address, SignedRequests requests, int index) throws IOException {
    return status(address, requests, index, true);
  }

  /** The status of the answer to a callback whose signature is wrong in one bit. */
  public static int statusOfWrong(Address address, SignedRequests requests, int index)
      throws IOException {
    return status(address, requests, index, false);
  }

  private static int status(Address address, SignedRequests requests, int index, boolean right)
      throws IOException {
    try (Selector selector = Selector.open();
        Connection connection = new Connection(selector, address)) {
      if (right) {
        connection.post(requests, index, System.nanoTime());
      } else {
        connection.postWrong(requests, index);
      }
      while (selector.select(SILENCE_MILLIS) > 0) {
        selector.selectedKeys().clear();
        if (connection.isAnswered()) {
          return connection.status();
        }
      }
      throw new IOException("a callback is not answered: " + address);
    }
  }
}
