package io.dromedary.callback;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A client that sends what no HTTP library would. Every read gives up after ten seconds. */
final class RawClient implements AutoCloseable {
  private final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** How many bytes the server took before it took nothing for a while; at most {@code limit}. */
  long sendUntilHeldBack(String text, long limit) throws IOException {
    byte[] bytes = text.repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
    AtomicLong sent = new AtomicLong();
    Thread sender =
        daemons()
            .newThread(
                () -> {
                  try {
                    while (sent.get() < limit) {
                      send(bytes);
                      sent.addAndGet(bytes.length);
                    }
                  } catch (IOException closed) {
                    sent.set(limit);
                  }
                });
    sender.start();
    await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(10)).until(sent::get, still());
    return sent.get();
  }

  /** Holds when the number has not changed since it was last asked. */
  private static Predicate<Long> still() {
    AtomicLong last = new AtomicLong(-1);
    return now -> last.getAndSet(now) == now;
  }

  /** One response: the head, and the body by its Content-Length. */
  String response() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed after: " + head);
      }
      head.write(b);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int length = 0;
    for (String line : text.lines().toList()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    return text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /** All until the server closes; a reset counts as closed. */
  String untilClosed() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        all.write(b);
      }
    } catch (SocketException reset) {
      all.write("(reset)".getBytes(StandardCharsets.ISO_8859_1));
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Goes on sending a little at a time until the server has closed; returns at once. */
  void trickle(String text, Duration pause) {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons());
    Runnable sendOne =
        () -> {
          try {
            send(text);
          } catch (IOException closed) {
            timer.shutdownNow();
          }
        };
    var unused = timer.scheduleAtFixedRate(sendOne, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Leaves in the middle of whatever is going on. */
  void disconnect() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
