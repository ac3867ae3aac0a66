package io.dromedary.proof;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A partner on a real socket, down to the bytes, so that it can do what an HTTP library would not
 * let it: cut an answer half-way, or answer garbage. Keeps count of what it took.
 */
final class Partner implements AutoCloseable {
  /** How it behaves. */
  enum Mood {
    TAKES("HTTP/1.1 204 No Content\r\n\r\n"),
    FAILS("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops"),
    THROTTLES("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
    REFUSES_OUR_TOKEN("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"),
    CUTS_HALF_WAY("HTTP/1.1 200 OK\r\nContent-Le"),
    ANSWERS_GARBAGE("\u0016\u0003\u0001 this is not HTTP\r\n\r\n"),
    /** Never answers. */
    HANGS("");

    private final String answer;

    Mood(String answer) {
      this.answer = answer;
    }
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> taken = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Mood mood;

  private Partner(Mood mood) throws IOException {
    this.mood = mood;
    server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  static Partner start(Mood mood) throws IOException {
    return new Partner(mood);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/events";
  }

  /** From the next request on; those that hang are cut. */
  void become(Mood other) {
    boolean hung = mood == Mood.HANGS;
    mood = other;
    if (hung) {
      connections.forEach(Partner::cut);
    }
  }

  /** How often each event came and was answered 2xx. */
  Map<String, Integer> taken() {
    synchronized (taken) {
      return Map.copyOf(taken);
    }
  }

  /** How many different idempotency keys came with them. */
  int keys() {
    synchronized (taken) {
      return keys.size();
    }
  }

  /** All requests that came whole, whatever they were answered. */
  int requests() {
    return requests.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        // Closed: the test is over.
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (answer(in, out)) {
        out.flush();
      }
    } catch (IOException e) {
      // The other side went away, as it does when it is killed.
      cut(connection);
    } finally {
      connections.remove(connection);
    }
  }

  /** Whether the connection goes on. */
  private boolean answer(InputStream in, OutputStream out) throws IOException {
    Map<String, String> headers = head(in);
    if (headers.isEmpty()) {
      return false;
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "-1"));
    if (length < 0) {
      throw new IOException("a request without Content-Length: " + headers);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      return false;
    }
    requests.incrementAndGet();
    Mood now = mood;
    switch (now) {
      case TAKES -> {
        synchronized (taken) {
          taken.merge(Digest.of(body), 1, Integer::sum);
          keys.add(headers.getOrDefault("idempotency-key", ""));
        }
      }
      case HANGS -> {
        // Until the other side gives up, or the mood changes.
        in.read();
        return false;
      }
      default -> {}
    }
    out.write(now.answer.getBytes(StandardCharsets.ISO_8859_1));
    return now != Mood.CUTS_HALF_WAY && now != Mood.ANSWERS_GARBAGE;
  }

  /** The headers by their names in small letters; empty when the connection has ended. */
  private static Map<String, String> head(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    String requestLine = line(in);
    if (requestLine.isEmpty()) {
      return headers;
    }
    headers.put("", requestLine);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.length() > 0) {
          throw new EOFException("cut in the middle of a line");
        }
        return "";
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static void cut(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    connections.forEach(Partner::cut);
    threads.shutdownNow();
  }
}
