package io.dromedary.runtime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A partner that does what no HTTP server would: it answers the first request of an event with the
 * bytes it was told, and every other one with 204.
 */
final class FaultyPartner implements AutoCloseable {
  /** Sends nothing, and keeps the connection. */
  static final String SILENCE = "";

  private static final String TAKEN = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, String> first = new ConcurrentHashMap<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private volatile String always = TAKEN;

  FaultyPartner() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/events";
  }

  /** An answer with that status and body. */
  static String answer(String status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + headers
        + "\r\n"
        + body;
  }

  void answersFirst(String eventId, String bytes) {
    first.put("itwin:" + eventId, bytes);
  }

  void answersAlways(String bytes) {
    always = bytes;
  }

  void takes() {
    always = TAKEN;
  }

  /** The idempotency keys of all requests, in order. */
  List<String> keys() {
    return keys;
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      closed.countDown(); // closed by the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String key = read(new BufferedInputStream(socket.getInputStream()));
      keys.add(key);
      String told = first.remove(key);
      String bytes = told == null ? always : told;
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      if (bytes.equals(SILENCE)) {
        closed.await(60, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      keys.add("cut by the client");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads one request whole; gives back its idempotency key. */
  private static String read(InputStream in) throws IOException {
    String key = "none";
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("idempotency-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      } else if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    in.readNBytes(length);
    return key;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    threads.shutdownNow();
  }
}
