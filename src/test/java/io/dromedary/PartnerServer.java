package io.dromedary;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that plays the partner; keeps every request that reached it. */
public final class PartnerServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch open = new CountDownLatch(1);

  /** One request. */
  public record Request(String method, Headers headers, byte[] body) {
    /** Its header of that name; fails when there is not exactly one. */
    public String header(String name) {
      List<String> values = headers.getOrDefault(name, List.of());
      if (values.size() != 1) {
        throw new AssertionError("header " + name + " has the values " + values);
      }
      return values.get(0);
    }
  }

  private PartnerServer(boolean answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    if (answers) {
      open.countDown();
    }
  }

  /** Answers 204 to everything. */
  public static PartnerServer start() throws IOException {
    return new PartnerServer(true);
  }

  /** Takes requests and leaves them without an answer until {@link #answer()}. */
  public static PartnerServer startSilent() throws IOException {
    return new PartnerServer(false);
  }

  /** From now on answers, those that wait first. */
  public void answer() {
    open.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes()));
      open.await();
      exchange.sendResponseHeaders(204, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For {@code dromedary.target.partner.url}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  /** All requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    open.countDown();
    threads.shutdownNow();
    server.stop(0);
  }
}
