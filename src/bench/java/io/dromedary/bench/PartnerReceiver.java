package io.dromedary.bench;

import io.dromedary.bench.load.Arrivals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The receiver that target {@code partner} posts to: answers 200 and notes the id of each event.
 * One thread, as cheap as the load generator.
 */
final class PartnerReceiver implements AutoCloseable {
  private static final int REQUEST = 32_768;
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String ID = "\r\nidempotency-key:";
  private static final String CONTINUE = "\r\nexpect:";

  private final Arrivals arrivals;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Thread thread = new Thread(this::serve, "bench-partner");

  private PartnerReceiver(Arrivals arrivals, Selector selector, ServerSocketChannel server) {
    this.arrivals = arrivals;
    this.selector = selector;
    this.server = server;
  }

  static PartnerReceiver listen(int port, Arrivals arrivals) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.configureBlocking(false);
    PartnerReceiver receiver = new PartnerReceiver(arrivals, Selector.open(), server);
    server.register(receiver.selector, SelectionKey.OP_ACCEPT);
    receiver.thread.start();
    return receiver;
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isAcceptable()) {
            accept();
          } else {
            read(key);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the receiver of target partner failed", e);
    } catch (ClosedSelectorException closed) {
      // That is how it ends.
      return;
    }
  }

  private void accept() throws IOException {
    SocketChannel client = server.accept();
    client.configureBlocking(false);
    client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(REQUEST));
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel client = (SocketChannel) key.channel();
    ByteBuffer in = (ByteBuffer) key.attachment();
    try {
      if (client.read(in) < 0) {
        client.close();
        return;
      }
      String text = StandardCharsets.ISO_8859_1.decode(in.duplicate().flip()).toString();
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      String head = text.substring(0, end + 2);
      String lower = head.toLowerCase(Locale.ROOT);
      if (in.position() < end + 4 + Integer.parseInt(value(head, lower, LENGTH))) {
        return;
      }
      String event = value(head, lower, ID);
      arrivals.add(event.substring(event.indexOf(':') + 1));
      in.clear();
      ByteBuffer out = ByteBuffer.wrap(OK);
      while (out.hasRemaining()) {
        client.write(out);
      }
    } catch (SocketException reset) {
      client.close();
    }
  }

  private static String value(String head, String lower, String name) throws IOException {
    int at = lower.indexOf(name);
    if (at < 0 || lower.contains(CONTINUE)) {
      throw new IOException("a delivery to target partner is not as expected: " + head);
    }
    int from = at + name.length();
    return head.substring(from, head.indexOf('\r', from)).strip();
  }

  /** Closes its port and all its connections. */
  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
