package io.dromedary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider's API with a token endpoint in front of it: gives a new token at each request for one,
 * takes only the newest, and answers what it was told.
 */
final class ApiServer implements AutoCloseable {
  /** What came. */
  record Request(String uri, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  /** What to answer. */
  record Answer(int status, String body, Map<String, String> headers) {
    static Answer of(int status, String body) {
      return new Answer(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> tokenRequests = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> objects = new ConcurrentHashMap<>();
  private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private volatile Answer tokenRefusal = Answer.of(200, "");
  private volatile boolean takesNoToken;

  ApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/connect/token", this::token);
    server.createContext("/", this::api);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String tokenUrl() {
    return url() + "/connect/token";
  }

  /** The object at a path, as it is written in the request. */
  void has(String path, String json) {
    objects.put(path, Answer.of(200, json));
  }

  /** What the next request for an object gets, whatever it asks for. */
  void answersNext(Answer answer) {
    next.add(answer);
  }

  /** All tokens given so far are taken back. */
  void takesTokensBack() {
    tokens.incrementAndGet();
  }

  /** From now on no token is good, or the newest is again. */
  void takesNoToken(boolean none) {
    takesNoToken = none;
  }

  /** What the token endpoint answers; 200 for a token. */
  void answersTokens(Answer answer) {
    tokenRefusal = answer;
  }

  List<Request> requests() {
    return requests;
  }

  List<Request> tokenRequests() {
    return tokenRequests;
  }

  private static Request read(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new Request(
        exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body);
  }

  private void token(HttpExchange exchange) throws IOException {
    tokenRequests.add(read(exchange));
    Answer refusal = tokenRefusal;
    send(
        exchange,
        refusal.status() != 200
            ? refusal
            : Answer.of(
                200,
                "{\"access_token\":\"hush-hush-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                    .formatted(tokens.incrementAndGet())));
  }

  private void api(HttpExchange exchange) throws IOException {
    Request request = read(exchange);
    requests.add(request);
    if (takesNoToken
        || !request.header("Authorization").equals("Bearer hush-hush-" + tokens.get())) {
      send(exchange, Answer.of(401, "{\"error\":{\"code\":\"InvalidToken\"}}"));
      return;
    }
    Answer answer = next.poll();
    send(
        exchange,
        answer != null
            ? answer
            : objects.getOrDefault(request.uri(), Answer.of(404, "no such path here")));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
