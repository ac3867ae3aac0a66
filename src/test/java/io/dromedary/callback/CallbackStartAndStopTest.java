package io.dromedary.callback;

import static io.dromedary.callback.TestServer.take;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Neither 404 nor 500 nor a broken answer while the routes come up or go down. */
class CallbackStartAndStopTest {
  private final BlockingQueue<CountDownLatch> gates = new LinkedBlockingQueue<>();

  private TestServer.Builder holding() {
    return TestServer.with(TestServer.generous())
        .route(
            "/callbacks/held",
            e -> {
              CountDownLatch gate = new CountDownLatch(1);
              gates.add(gate);
              TestServer.await(gate);
              e.getMessage().setBody("stored\n");
            });
  }

  @Test
  void aRequestBeforeTheRoutesAreUpIs503WithRetryAfter() throws Exception {
    List<String> answers = new CopyOnWriteArrayList<>();
    Processor asksWhileItStarts =
        new AsksWhileItStarts(
            context -> {
              answers.add(postTo(context, "/callbacks/early"));
              answers.add(postTo(context, "/nowhere"));
            });
    try (TestServer server = holding().route("/callbacks/early", asksWhileItStarts).start()) {
      assertThat(answers)
          .hasSize(2)
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .startsWith("HTTP/1.1 503 ")
                      .containsIgnoringCase("retry-after"));
      assertThat(server.refusals().all()).containsOnly("starting 503");
      assertThat(server.post("/nowhere", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aStopGivesTheRequestsInFlightTheirAnswerAndTurnsNewOnesAway() throws Exception {
    TestServer server = holding().start();
    ExecutorService stopper = Executors.newSingleThreadExecutor();
    try (RawClient waiting = server.raw();
        RawClient kept = server.raw()) {
      waiting.send("POST /callbacks/held HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
      CountDownLatch gate = take(gates);
      kept.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(kept.response()).startsWith("HTTP/1.1 404 ");

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop, stopper);
      await().until(() -> server.post("/callbacks/held", "{}").statusCode() == 503);

      HttpResponse<String> turnedAway = server.post("/nowhere", "{}");
      assertThat(turnedAway.statusCode()).isEqualTo(503);
      assertThat(turnedAway.headers().firstValue("Retry-After")).isPresent();
      assertThat(turnedAway.headers().firstValue("Connection")).hasValue("close");
      assertThat(
              server
                  .send("GET", CallbackHttpServer.HEALTH_PATH, BodyPublishers.noBody())
                  .statusCode())
          .isEqualTo(503);
      kept.send("POST /callbacks/held HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(kept.response())
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("connection: close");
      assertThat(kept.untilClosed()).isEmpty();
      assertThat(stopped).isNotDone();

      gate.countDown();
      assertThat(waiting.response()).startsWith("HTTP/1.1 200 ").endsWith("stored\n");
      await().until(stopped::isDone);
      assertThat(server.refusals().all()).contains("draining 503");
    } finally {
      stopper.shutdownNow();
    }
  }

  @Test
  void whatHasNoAnswerWhenTheStopHasWaitedForItGets503() throws Exception {
    TestServer server = holding().start();
    try (RawClient inRoute = server.raw();
        RawClient halfSent = server.raw()) {
      inRoute.send("POST /callbacks/held HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
      CountDownLatch gate = take(gates);
      halfSent.send("POST /callbacks/held HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{}");
      await().until(() -> server.server().requestsInFlight() == 2);

      server.server().drain(Duration.ofMillis(100));

      for (RawClient client : new RawClient[] {inRoute, halfSent}) {
        assertThat(client.response())
            .startsWith("HTTP/1.1 503 ")
            .containsIgnoringCase("retry-after")
            .containsIgnoringCase("connection: close");
        assertThat(client.untilClosed()).isEmpty();
      }
      assertThat(server.server().requestsInFlight()).isZero();
      gate.countDown();
      await().until(() -> server.server().bytesInFlight() == 0);
    } finally {
      server.stop();
    }
  }

  @Test
  void aStoppedOrSuspendedRouteIs503AndNever404() throws Exception {
    try (TestServer server = holding().route("/callbacks/free", e -> {}).start()) {
      var routes = server.context().getRouteController();

      routes.stopRoute("callbacksfree");
      assertThat(server.post("/callbacks/free", "{}").statusCode()).isEqualTo(503);
      routes.startRoute("callbacksfree");
      assertThat(server.post("/callbacks/free", "{}").statusCode()).isEqualTo(200);
      routes.suspendRoute("callbacksfree");
      assertThat(server.post("/callbacks/free", "{}").statusCode()).isEqualTo(503);
      routes.resumeRoute("callbacksfree");
      assertThat(server.post("/callbacks/free", "{}").statusCode()).isEqualTo(200);
      routes.stopRoute("callbacksfree");
      assertThat(server.context().removeRoute("callbacksfree")).isTrue();
      assertThat(server.post("/callbacks/free", "{}").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void healthAsksEveryReadiness() throws Exception {
    AtomicBoolean store = new AtomicBoolean(true);
    Readiness ready = () -> true;
    Readiness second = store::get;
    Readiness throwing =
        () -> {
          if (!store.get()) {
            throw new IllegalStateException("no detail of this may show");
          }
          return true;
        };
    try (TestServer server =
        holding().bean("one", ready).bean("two", second).bean("three", throwing).start()) {
      assertThat(health(server).statusCode()).isEqualTo(200);
      store.set(false);
      assertThat(health(server).statusCode()).isEqualTo(503);
      assertThat(health(server).body()).isEqualTo("not ready\n");
    }
  }

  @Test
  void twoRoutesOnOnePathAndMethodDoNotStart() {
    assertThatThrownBy(
            () ->
                holding()
                    .routes(r -> r.from("platform-http:/callbacks/held/").routeId("twin").log("x"))
                    .start())
        .hasStackTraceContaining("serves it already")
        .hasStackTraceContaining("callbacksheld");
  }

  @Test
  void aPortThatIsTakenStopsTheStartWithASentence() throws Exception {
    try (TestServer first = holding().start()) {
      assertThatThrownBy(() -> holding().port(first.port()).start())
          .hasStackTraceContaining("Cannot listen for callbacks on 127.0.0.1:" + first.port())
          .hasStackTraceContaining("choose a free port");
    }
  }

  /** A step that is started before the consumer of its route is. */
  private static final class AsksWhileItStarts extends ServiceSupport
      implements Processor, CamelContextAware {
    private final Consumer<CamelContext> question;
    private @Nullable CamelContext context;

    private AsksWhileItStarts(Consumer<CamelContext> question) {
      this.question = question;
    }

    @Override
    public void process(Exchange exchange) {}

    @Override
    protected void doStart() {
      question.accept(getCamelContext());
    }

    @Override
    public CamelContext getCamelContext() {
      return requireNonNull(context);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
      context = camelContext;
    }
  }

  private static HttpResponse<String> health(TestServer server) throws Exception {
    return server.send("GET", CallbackHttpServer.HEALTH_PATH, BodyPublishers.noBody());
  }

  private static String postTo(CamelContext context, String path) {
    try (RawClient client = new RawClient(context.hasService(CallbackHttpServer.class).port())) {
      return client
          .send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
          .response();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
