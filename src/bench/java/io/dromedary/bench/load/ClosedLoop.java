package io.dromedary.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Each connection posts a callback, waits for the answer, and posts the next one: as fast as the
 * server answers. One thread.
 */
public final class ClosedLoop {
  private static final long SILENCE_MILLIS = 30_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Address address;
  private final int connections;
  private final LongConsumer answered;

  public ClosedLoop(Address address, int connections) {
    this(address, connections, count -> {});
  }

  /**
   * A loop that tells how far it is.
   *
   * @param answered told the number of answers now and then, by the thread that sends
   */
  public ClosedLoop(Address address, int connections, LongConsumer answered) {
    this.address = address;
    this.connections = connections;
    this.answered = answered;
  }

  /**
   * Sends until the time is over or the requests are.
   *
   * @throws IOException when a connection fails, or no answer comes for 30 s
   */
  public LoadResult run(SignedRequests requests, Duration time) throws IOException {
    List<Connection> open = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        open.add(new Connection(selector, address));
      }
      return new Run(requests, time).run(selector, open);
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private final class Run {
    private final SignedRequests requests;
    private final Tally tally = new Tally();
    private final long end;
    private int posted;

    Run(SignedRequests requests, Duration time) {
      this.requests = requests;
      this.end = tally.began() + time.toNanos();
    }

    LoadResult run(Selector selector, List<Connection> open) throws IOException {
      long cpu = THREADS.getCurrentThreadCpuTime();
      for (Connection connection : open) {
        postNext(connection);
      }
      while (tally.answered() < posted) {
        if (selector.select(SILENCE_MILLIS) == 0) {
          throw new IOException(
              (posted - tally.answered()) + " callbacks are not answered any more: " + address);
        }
        for (SelectionKey key : selector.selectedKeys()) {
          Connection connection = (Connection) key.attachment();
          if (connection.isAnswered()) {
            tally.count(connection);
            postNext(connection);
          }
        }
        selector.selectedKeys().clear();
        answered.accept(tally.answered());
      }
      return tally.result(requests.first(), THREADS.getCurrentThreadCpuTime() - cpu);
    }

    private void postNext(Connection connection) throws IOException {
      long now = System.nanoTime();
      if (posted < requests.count() && now < end) {
        connection.post(requests, posted++, now);
      }
    }
  }
}
