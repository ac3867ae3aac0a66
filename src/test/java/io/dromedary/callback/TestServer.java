package io.dromedary.callback;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** A Camel Main with the server for callbacks and the management server, on free ports. */
final class TestServer implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Main main;
  private final Refusals refusals;
  private final int managementPort;

  private TestServer(Main main, Refusals refusals, int managementPort) {
    this.main = main;
    this.refusals = refusals;
    this.managementPort = managementPort;
  }

  static Builder with(HttpLimits limits) {
    return new Builder(limits);
  }

  /** Limits for tests that do not run into any. */
  static HttpLimits generous() {
    return limits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
  }

  static HttpLimits limits(Duration header, Duration body, Duration keepAlive) {
    return new HttpLimits(
        256 * 1024, 8 * 1024, header, body, 256, 512 * 1024, keepAlive, Duration.ofSeconds(10));
  }

  static final class Builder {
    private final HttpLimits limits;
    private int port;
    private @Nullable TlsKeystore tls;
    private final Map<String, Object> beans = new LinkedHashMap<>();
    private Consumer<RouteBuilder> routes = r -> {};

    private Builder(HttpLimits limits) {
      this.limits = limits;
    }

    Builder port(int taken) {
      port = taken;
      return this;
    }

    Builder tls(TlsKeystore keystore) {
      tls = keystore;
      return this;
    }

    Builder bean(String name, Object bean) {
      beans.put(name, bean);
      return this;
    }

    Builder routes(Consumer<RouteBuilder> definition) {
      routes = routes.andThen(definition);
      return this;
    }

    /** A POST route of these steps. */
    Builder route(String path, Processor... steps) {
      return routes(
          r -> {
            RouteDefinition route =
                r.from("platform-http:" + path + "?httpMethodRestrict=POST")
                    .routeId(path.replaceAll("[^a-z]", ""));
            for (Processor step : steps) {
              route.process(step);
            }
          });
    }

    TestServer start() throws Exception {
      Refusals refusals = new Refusals();
      int managementPort = freePort();
      Main main = new Main();
      main.bind("http", new CallbackHttpServerFactory(limits, tls));
      main.bind("refusals", refusals);
      beans.forEach(main::bind);
      main.addInitialProperty("camel.main.shutdownTimeout", "10");
      main.addInitialProperty("camel.main.routesIncludePattern", "false");
      main.addInitialProperty("camel.server.enabled", "true");
      main.addInitialProperty("camel.server.host", "127.0.0.1");
      main.addInitialProperty("camel.server.port", Integer.toString(port));
      main.addInitialProperty("camel.management.enabled", "true");
      main.addInitialProperty("camel.management.host", "127.0.0.1");
      main.addInitialProperty("camel.management.port", Integer.toString(managementPort));
      main.addInitialProperty("camel.management.healthCheckEnabled", "true");
      main.addInitialProperty("camel.management.healthPath", "/observe/health");
      main.addInitialProperty("camel.management.metricsEnabled", "true");
      main.addInitialProperty("camel.metrics.enabled", "true");
      main.addInitialProperty("camel.metrics.path", "/observe/metrics");
      main.configure()
          .addRoutesBuilder(
              new RouteBuilder() {
                @Override
                public void configure() {
                  routes.accept(this);
                }
              });
      main.start();
      return new TestServer(main, refusals, managementPort);
    }
  }

  CallbackHttpServer server() {
    return context().hasService(CallbackHttpServer.class);
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  Refusals refusals() {
    return refusals;
  }

  int port() {
    return server().port();
  }

  HttpResponse<String> management(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send("POST", path, BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
      throws Exception {
    return CLIENT.send(request(method, path, body, headers), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postAsync(String path, BodyPublisher body) {
    return CLIENT.sendAsync(request("POST", path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(15))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  RawClient raw() throws IOException {
    return new RawClient(port());
  }

  void stop() {
    main.stop();
  }

  @Override
  public void close() {
    main.stop();
  }

  /** The next element, which comes within ten seconds. */
  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came within ten seconds");
    }
    return next;
  }

  /** Waits for the gate, as a step that blocks does; at most ten seconds. */
  static void await(CountDownLatch gate) throws InterruptedException {
    if (!gate.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the gate did not open within ten seconds");
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
