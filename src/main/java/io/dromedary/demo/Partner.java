package io.dromedary.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dromedary.demo.Tally.Domain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A receiver that plays the partner: it counts each event once, as a partner should. */
final class Partner implements TargetView {
  private final HttpServer server;
  private final Map<String, Domain> received = new ConcurrentHashMap<>();

  Partner() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      String source = exchange.getRequestHeaders().getFirst("Dromedary-Source");
      String domain = exchange.getRequestHeaders().getFirst("Dromedary-Domain");
      boolean complete = key != null && source != null && domain != null;
      if (complete) {
        received.put(key, new Domain(source, domain));
      }
      exchange.sendResponseHeaders(complete ? 204 : 400, -1);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  @Override
  public String name() {
    return "partner";
  }

  @Override
  public Tally tally() {
    Map<Domain, Long> counts = new TreeMap<>();
    received.values().forEach(domain -> counts.merge(domain, 1L, Long::sum));
    return new Tally(counts);
  }

  @Override
  public String where() {
    return "a receiver inside this demo, " + url();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
