package io.dromedary.bench;

import io.dromedary.signature.Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A closed loop: each connection posts a correctly signed iTwin callback with an id of its own,
 * waits for the answer, and posts the next one.
 */
final class Load {
  private static final String BODY =
      "{\"content\":{\"userId\":\"e5c7ae4f-2d72-4319-b96a-d46492e4f860\","
          + "\"imodelId\":\"72640bf2-2173-4276-b896-c157bee0df76\"},"
          + "\"eventType\":\"iModels.iModelDeleted.v1\","
          + "\"iTwinId\":\"ce40a55a-6954-4de3-85c7-f796c3e423d9\","
          + "\"messageId\":\"%s\","
          + "\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\","
          + "\"enqueuedDateTime\":\"11/3/2023 8:07:01 PM\"}";

  private static final int SILENCE_MILLIS = 30_000;

  private final int port;
  private final int connections;
  private final Signer signer;

  Load(int port, int connections, String secret) {
    this.port = port;
    this.connections = connections;
    this.signer = new Signer("itwin", secret);
  }

  /**
   * What came of a run.
   *
   * @param micros of each answer, sorted
   */
  record Result(long accepted, long refused, double seconds, long[] micros) {
    double perSecond() {
      return accepted / seconds;
    }

    double millis(double quantile) {
      return micros.length == 0
          ? Double.NaN
          : micros[Math.min(micros.length - 1, (int) (quantile * micros.length))] / 1000.0;
    }
  }

  Result run(int requests) throws IOException {
    byte[][] prepared = new byte[requests][];
    for (int i = 0; i < requests; i++) {
      prepared[i] = request();
    }
    long[] nanos = new long[requests];
    try (Selector selector = Selector.open()) {
      List<Connection> open = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        open.add(new Connection(selector, port));
      }
      int posted = 0;
      int answered = 0;
      long accepted = 0;
      long began = System.nanoTime();
      for (Connection connection : open) {
        connection.post(prepared[posted], posted++);
      }
      while (answered < requests) {
        if (selector.select(SILENCE_MILLIS) == 0) {
          throw new IOException((requests - answered) + " requests are not answered any more");
        }
        for (SelectionKey key : selector.selectedKeys()) {
          Connection connection = (Connection) key.attachment();
          if (connection.isAnswered()) {
            nanos[connection.request] = System.nanoTime() - connection.posted;
            answered++;
            accepted += connection.isOk() ? 1 : 0;
            if (posted < requests) {
              connection.post(prepared[posted], posted++);
            }
          }
        }
        selector.selectedKeys().clear();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      for (Connection connection : open) {
        connection.channel.close();
      }
      long[] micros = Arrays.stream(nanos).map(n -> n / 1000).sorted().toArray();
      return new Result(accepted, requests - accepted, seconds, micros);
    }
  }

  private byte[] request() {
    byte[] body = BODY.formatted(UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
    String signature = signer.headers(body, "", 0).get("Signature");
    String head =
        "POST /callbacks/itwin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Signature: "
            + signature
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(headBytes, headBytes.length + body.length);
    System.arraycopy(body, 0, whole, headBytes.length, body.length);
    return whole;
  }

  /** One connection, with one request under way. Cheap: it shares the machine with the server. */
  private static final class Connection {
    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
    private static final String LENGTH = "content-length:";

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(4096);
    private int request;
    private long posted;

    Connection(Selector selector, int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void post(byte[] bytes, int number) throws IOException {
      answer.clear();
      request = number;
      posted = System.nanoTime();
      ByteBuffer out = ByteBuffer.wrap(bytes);
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }

    boolean isAnswered() throws IOException {
      if (channel.read(answer) < 0) {
        throw new IOException("the server closed a connection");
      }
      int bodyAt = bodyAt();
      return bodyAt > 0 && answer.position() >= bodyAt + contentLength(bodyAt);
    }

    boolean isOk() {
      return Arrays.equals(answer.array(), 0, OK.length, OK, 0, OK.length);
    }

    private int bodyAt() {
      byte[] bytes = answer.array();
      for (int i = 3; i < answer.position(); i++) {
        if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
          return i + 1;
        }
      }
      return -1;
    }

    private int contentLength(int bodyAt) {
      String head = new String(answer.array(), 0, bodyAt, StandardCharsets.US_ASCII);
      int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
      return at < 0
          ? 0
          : Integer.parseInt(head.substring(at + LENGTH.length(), head.indexOf('\r', at)).strip());
    }
  }
}
