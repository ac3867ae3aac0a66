package io.dromedary.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dromedary.event.Callback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** A receiver that answers as a test says, and remembers what came. */
final class AnsweringServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Callback> received = new CopyOnWriteArrayList<>();
  private final ToIntFunction<Callback> status;

  AnsweringServer(ToIntFunction<Callback> status) throws IOException {
    this.status = status;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Callback callback =
        new Callback(
            exchange.getRequestBody().readAllBytes(), exchange.getRequestHeaders(), Map.of());
    received.add(callback);
    byte[] text = "so it is".getBytes(StandardCharsets.UTF_8);
    int answer = status.applyAsInt(callback);
    if (answer == 204) {
      exchange.sendResponseHeaders(answer, -1);
    } else {
      exchange.sendResponseHeaders(answer, text.length);
      exchange.getResponseBody().write(text);
    }
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  List<Callback> received() {
    return received;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
