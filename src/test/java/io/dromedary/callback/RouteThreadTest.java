package io.dromedary.callback;

import static io.dromedary.callback.TestServer.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.ExchangeProperties;
import io.dromedary.event.NonBlocking;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.model.Model;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Known steps run on the event loop, all others on workers, and neither waits for a commit. */
class RouteThreadTest {
  private static final BlockingQueue<Arrived> ARRIVED = new LinkedBlockingQueue<>();
  private static final BlockingQueue<CountDownLatch> GATES = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Runnable> COMMITS = new LinkedBlockingQueue<>();
  private static final ExecutorService WRITER =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "writer"));
  private static TestServer server;

  /** A step that says of itself that it does not wait. */
  private static final class Verifies implements Processor, NonBlocking {
    @Override
    public void process(Exchange exchange) {
      ARRIVED.add(Arrived.of(exchange));
    }
  }

  /** Stands for the inbox: answers later, from another thread. */
  private static final class LateInbox extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
      return new LateEndpoint(uri, this);
    }
  }

  private static final class LateEndpoint extends DefaultEndpoint {
    private LateEndpoint(String uri, Component component) {
      super(uri, component);
    }

    @Override
    public Producer createProducer() {
      return new DefaultAsyncProducer(this) {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
          Executor executor =
              exchange.getProperty(ExchangeProperties.CALLBACK_EXECUTOR, Executor.class);
          COMMITS.add(
              () ->
                  WRITER.execute(
                      () ->
                          executor.execute(
                              () -> {
                                exchange
                                    .getMessage()
                                    .setBody("stored on " + Thread.currentThread().getName());
                                callback.done(false);
                              })));
          return false;
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      throw new UnsupportedOperationException("Only the end of a callback route is tested here");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.with(TestServer.generous())
            .bean("inbox", new LateInbox())
            .bean("verifies", new Verifies())
            .routes(
                r -> {
                  r.from("platform-http:/known").routeId("known").process("verifies").to("inbox:a");
                  r.from("platform-http:/onlyVerifies")
                      .routeId("onlyVerifies")
                      .process(new Verifies());
                  r.from("platform-http:/waits")
                      .routeId("waits")
                      .process("verifies")
                      .process(
                          e -> {
                            CountDownLatch gate = new CountDownLatch(1);
                            GATES.add(gate);
                            TestServer.await(gate);
                          })
                      .to("inbox:a");
                  r.from("platform-http:/noErrorHandler")
                      .routeId("noErrorHandler")
                      .errorHandler(r.noErrorHandler())
                      .process("verifies")
                      .to("inbox:a");
                  r.from("platform-http:/unknown")
                      .routeId("unknown")
                      .process(e -> {})
                      .to("inbox:a");
                  r.from("platform-http:/logs").routeId("logs").process("verifies").log("x");
                  r.from("platform-http:/inboxFirst")
                      .routeId("inboxFirst")
                      .to("inbox:a")
                      .process("verifies");
                  r.from("platform-http:/elsewhere").routeId("elsewhere").to("log:x");
                  r.from("platform-http:/delayed")
                      .routeId("delayed")
                      .delayer(1)
                      .process("verifies");
                  r.from("platform-http:/handles")
                      .routeId("handles")
                      .onException(Exception.class)
                      .handled(true)
                      .end()
                      .process("verifies");
                  r.from("platform-http:/retries")
                      .routeId("retries")
                      .errorHandler(r.defaultErrorHandler().maximumRedeliveries(3))
                      .process("verifies");
                })
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
    WRITER.shutdownNow();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(COMMITS).isEmpty();
    ARRIVED.clear();
  }

  @Test
  void onlyRoutesOfKnownStepsRunOnTheEventLoop() {
    assertThat(threadOf("known")).isEqualTo(RouteThread.EVENT_LOOP);
    assertThat(threadOf("onlyVerifies")).isEqualTo(RouteThread.EVENT_LOOP);
    assertThat(threadOf("noErrorHandler")).isEqualTo(RouteThread.EVENT_LOOP);
    for (String other :
        new String[] {
          "waits",
          "unknown",
          "logs",
          "inboxFirst",
          "elsewhere",
          "delayed",
          "handles",
          "retries",
          "absent"
        }) {
      assertThat(threadOf(other)).as(other).isEqualTo(RouteThread.WORKER);
    }
  }

  @Test
  void aKnownStepRunsOnTheEventLoopAndItsAnswerComesFromThereToo() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = post("/known", "{}");
    take(COMMITS).run();

    assertThat(take(ARRIVED).thread()).contains("eventloop");
    assertThat(answer.get().body()).startsWith("stored on ").contains("eventloop");
  }

  @Test
  void aLargeBodyGoesToAWorkerEvenThen() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = post("/known", "x".repeat(64 * 1024 + 1));
    take(COMMITS).run();

    assertThat(take(ARRIVED).thread()).contains("worker");
    assertThat(answer.get().body()).startsWith("stored on ").contains("worker");
  }

  @Test
  void aStepThatWaitsStallsNobodyElse() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting = post("/waits", "{}");
    CountDownLatch gate = take(GATES);

    assertThat(post("/onlyVerifies", "{}").get().statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> logs = post("/logs", "{}");
    assertThat(logs.get().statusCode()).isEqualTo(200);
    assertThat(waiting).isNotDone();

    gate.countDown();
    take(COMMITS).run();
    assertThat(waiting.get().statusCode()).isEqualTo(200);
  }

  @Test
  void moreRequestsThanThereAreWorkersWaitForTheirCommitAtOnce() throws Exception {
    int many = 100;
    CompletableFuture<?>[] answers = new CompletableFuture<?>[many];
    for (int i = 0; i < many; i++) {
      answers[i] = post("/unknown", "{}");
    }
    Runnable[] commits = new Runnable[many];
    for (int i = 0; i < many; i++) {
      commits[i] = take(COMMITS);
    }
    for (Runnable commit : commits) {
      commit.run();
    }
    CompletableFuture.allOf(answers).get();
    assertThat(answers)
        .allSatisfy(
            a ->
                assertThat(a)
                    .isCompletedWithValueMatching(r -> ((HttpResponse<?>) r).statusCode() == 200));
  }

  private static RouteThread threadOf(String routeId) {
    CamelContext context = server.context();
    return RouteThread.of(
        context
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(routeId),
        context);
  }

  private static CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return server.postAsync(path, BodyPublishers.ofString(body)).orTimeout(10, TimeUnit.SECONDS);
  }
}
