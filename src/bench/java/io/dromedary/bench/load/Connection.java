package io.dromedary.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection, with one request under way at most. */
final class Connection implements AutoCloseable {
  private static final int REQUEST = 2048;
  private static final int ANSWER = 16_384;

  private final SocketChannel channel;
  private final byte[] head;
  private final ByteBuffer out = ByteBuffer.allocateDirect(REQUEST);
  private final ByteBuffer answer = ByteBuffer.allocate(ANSWER);
  // Written by the thread that sends, read by the one that waits for answers: they may be two.
  private volatile long since;

  Connection(Selector selector, Address address) throws IOException {
    channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
    head = SignedRequests.head(address);
  }

  /**
   * Sends a request.
   *
   * @param since {@link System#nanoTime} from which its latency is counted
   */
  void post(SignedRequests requests, int index, long since) throws IOException {
    out.clear();
    requests.put(out, head, index);
    send(since);
  }

  /** Sends a request whose signature is wrong. */
  void postWrong(SignedRequests requests, int index) throws IOException {
    out.clear();
    requests.putWrong(out, head, index);
    send(System.nanoTime());
  }

  private void send(long since) throws IOException {
    answer.clear();
    this.since = since;
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  long since() {
    return since;
  }

  /** Reads what there is; true when the answer is whole. */
  boolean isAnswered() throws IOException {
    if (channel.read(answer) < 0) {
      throw new IOException("the server closed a connection that waits for an answer");
    }
    return Answer.isWhole(answer.array(), answer.position());
  }

  /** The status of an answer that is whole. */
  int status() {
    return Answer.status(answer.array());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
