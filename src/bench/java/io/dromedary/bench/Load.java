package io.dromedary.bench;

import io.dromedary.signature.Signer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

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

  Result run(int requests) throws InterruptedException {
    byte[][] prepared = new byte[requests][];
    for (int i = 0; i < requests; i++) {
      prepared[i] = request();
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      AtomicInteger next = new AtomicInteger();
      LongAdder accepted = new LongAdder();
      LongAdder refused = new LongAdder();
      long[] nanos = new long[requests];
      CountDownLatch done = new CountDownLatch(requests);
      CompletableFuture<Void> failed = new CompletableFuture<>();
      long began = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        vertx
            .createNetClient(new NetClientOptions().setTcpNoDelay(true))
            .connect(port, "127.0.0.1")
            .onSuccess(
                socket ->
                    new Connection(socket, prepared, next, accepted, refused, nanos, done).post())
            .onFailure(failed::completeExceptionally);
      }
      long giveUp = began + TimeUnit.MINUTES.toNanos(5);
      while (!done.await(100, TimeUnit.MILLISECONDS)) {
        failed.getNow(null);
        if (System.nanoTime() - giveUp > 0) {
          throw new IllegalStateException(done.getCount() + " requests were not answered in 5 min");
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      long[] micros = Arrays.stream(nanos).map(n -> n / 1000).sorted().toArray();
      return new Result(accepted.sum(), refused.sum(), seconds, micros);
    } finally {
      vertx.close();
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

  /** One connection, with one request under way. */
  private static final class Connection {
    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);

    private final NetSocket socket;
    private final byte[][] prepared;
    private final AtomicInteger next;
    private final LongAdder accepted;
    private final LongAdder refused;
    private final long[] nanos;
    private final CountDownLatch done;
    private Buffer answer = Buffer.buffer();
    private int current;
    private long posted;

    Connection(
        NetSocket socket,
        byte[][] prepared,
        AtomicInteger next,
        LongAdder accepted,
        LongAdder refused,
        long[] nanos,
        CountDownLatch done) {
      this.socket = socket;
      this.prepared = prepared;
      this.next = next;
      this.accepted = accepted;
      this.refused = refused;
      this.nanos = nanos;
      this.done = done;
      socket.handler(this::receive);
    }

    void post() {
      current = next.getAndIncrement();
      if (current >= prepared.length) {
        socket.close();
        return;
      }
      posted = System.nanoTime();
      socket.write(Buffer.buffer(prepared[current]));
    }

    private void receive(Buffer part) {
      answer.appendBuffer(part);
      int bodyAt = end(answer);
      if (bodyAt < 0) {
        return;
      }
      String head = answer.getString(0, bodyAt, "US-ASCII");
      if (answer.length() < bodyAt + contentLength(head)) {
        return;
      }
      nanos[current] = System.nanoTime() - posted;
      boolean ok = Arrays.equals(answer.getBytes(0, OK.length), OK);
      (ok ? accepted : refused).increment();
      answer = Buffer.buffer();
      done.countDown();
      post();
    }

    private static int end(Buffer answer) {
      for (int i = 3; i < answer.length(); i++) {
        if (answer.getByte(i) == '\n'
            && answer.getByte(i - 1) == '\r'
            && answer.getByte(i - 2) == '\n') {
          return i + 1;
        }
      }
      return -1;
    }

    private static int contentLength(String head) {
      for (String line : head.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          return Integer.parseInt(line.substring(15).strip());
        }
      }
      return 0;
    }
  }
}
