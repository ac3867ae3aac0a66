package io.dromedary.inbox;

import static io.dromedary.CoreRoutes.BOUND;
import static io.dromedary.CoreRoutes.body;
import static io.dromedary.CoreRoutes.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.store.Accepted;
import io.dromedary.store.Postponement;
import io.dromedary.store.Stage;
import io.dromedary.store.Store;
import io.dromedary.store.StoredEvent;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the answers table that the inbox gives, and that it is closed by default. */
class InboxAnswerTest {
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
  private CoreRoutes routes;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
    listen(
        new InboxListener() {
          @Override
          public void accepted(String source, Accepted what) {
            accepted.add(what);
          }

          @Override
          public void refused(String source, String reason) {
            refusals.add(source + ": " + reason);
          }
        });
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private void listen(InboxListener listener) {
    routes
        .context()
        .getRegistry()
        .bind("listener" + System.identityHashCode(listener), InboxListener.class, listener);
  }

  private static void assertAnswer(Exchange exchange, int status, String body) {
    assertThat(exchange.getException()).isNull();
    assertThat(status(exchange)).isEqualTo(status);
    assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(body);
    if (status == 200) {
      assertThat(exchange.getMessage().getHeaders())
          .as("nothing of the request is echoed")
          .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE);
    } else {
      assertThat(exchange.getMessage().getHeaders())
          .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE, "Retry-After");
    }
  }

  private static void assertAccepted(Exchange exchange) {
    assertAnswer(exchange, 200, "accepted\n");
  }

  private static void assertUnavailable(Exchange exchange) {
    assertAnswer(exchange, 503, "try again later\n");
  }

  @Test
  void anAuthenticCallbackIsAnswered200AndKept() throws Exception {
    routes.start();

    assertAccepted(routes.post(body("m1")));

    assertThat(routes.event("m1").state()).isEqualTo("accepted");
    assertThat(accepted).hasSize(1);
    assertThat(refusals).isEmpty();
  }

  @Test
  void aRepeatIsAnswered200AndKeptOnce() throws Exception {
    routes.start();
    routes.post(body("m1"));

    assertAccepted(routes.post(body("m1")));

    assertThat(routes.eventCount()).isEqualTo(1);
    assertThat(accepted).extracting(Accepted::stored).containsExactly(true, false);
  }

  @Test
  void theSameIdWithOtherBytesIsAnswered200AndKeptAsAConflict() throws Exception {
    routes.start();
    routes.post(body("m1"));

    assertAccepted(routes.post(body("m1") + " "));

    assertThat(routes.eventCount()).isEqualTo(2);
    assertThat(accepted.get(1).marks()).extracting(Enum::name).containsExactly("CONFLICT");
  }

  @Test
  void whatCannotBeReadIsAnswered200AndParked() throws Exception {
    routes.start();

    assertAccepted(routes.post("not JSON"));
    assertAccepted(routes.post("[1]"));
    assertAccepted(routes.post(""));
    assertAccepted(routes.post("{\"messageId\":\"m2\"}"));

    assertThat(routes.store().deadLetters()).containsEntry(Stage.READ, 4L);
    assertThat(routes.event("m2").stage()).isEqualTo("read");
    assertThat(routes.event("m2").reason()).contains("event type");
    assertThat(routes.store().unrouted()).isZero();
  }

  @Test
  void aWrongSignatureIsAnswered401AndKeepsNothing() throws Exception {
    routes.start();

    Exchange answer = routes.send("direct:callback-itwin", body("m1"), "sha256=" + "0".repeat(64));

    assertThat(status(answer)).isEqualTo(401);
    assertThat(routes.eventCount()).isZero();
    assertThat(accepted).isEmpty();
  }

  private void assertClosed(String route, String source) throws Exception {
    routes.yaml(route).start();

    String body = body("m1");
    assertUnavailable(routes.send("direct:unsafe", body, "sha256=" + CoreRoutes.signature(body)));

    assertThat(routes.eventCount()).isZero();
    assertThat(refusals).containsExactly(source + ": closed");
    assertThat(routes.inbox().closedSources()).containsExactly(source);
    assertThat(routes.inbox().isOpen()).as("health is down").isFalse();
  }

  @Test
  void aRouteWithoutASignatureStepKeepsNothing() throws Exception {
    assertClosed(
        """
        - route:
            id: unsafe
            from:
              uri: direct:unsafe
              steps:
                - to:
                    uri: inbox:itwin
        """,
        "itwin");
  }

  @Test
  void aVerdictOfAnotherSourceKeepsNothing() throws Exception {
    assertClosed(
        """
        - route:
            id: unsafe
            from:
              uri: direct:unsafe
              steps:
                - process:
                    ref: itwinSignature
                - to:
                    uri: inbox:aps
        """,
        "aps");
  }

  @Test
  void aVerifiedCallbackOfTheSourceOpensItAgain() throws Exception {
    aRouteWithoutASignatureStepKeepsNothing();

    assertAccepted(routes.post(body("m1")));

    assertThat(routes.inbox().closedSources()).isEmpty();
    assertThat(routes.inbox().isOpen()).isTrue();
  }

  @Test
  void aHeaderIsNoVerdict() throws Exception {
    assertClosed(
        """
        - route:
            id: unsafe
            from:
              uri: direct:unsafe
              steps:
                - setHeader:
                    name: CamelSignatureVerdict
                    expression:
                      constant:
                        expression: itwin
                - setProperty:
                    name: CamelSignatureVerdict
                    expression:
                      constant:
                        expression: itwin
                - to:
                    uri: inbox:itwin
        """,
        "itwin");
  }

  @Test
  void theInboxIsOpenWhileAllGoesWell() throws Exception {
    routes.start();
    routes.post(body("m1"));

    assertThat(routes.inbox().isOpen()).isTrue();
    assertThat(routes.inbox().closedSources()).isEmpty();
  }

  @Test
  void theBoundOfEventsNotYetRoutedIsAnswered503AtOnce() throws Exception {
    routes.inbox().setMaxEvents(2);
    routes.start();
    assertAccepted(routes.post(body("m1")));
    assertAccepted(routes.post(body("m2")));

    assertUnavailable(routes.post(body("m3")));

    assertThat(routes.eventCount()).isEqualTo(2);
    assertThat(refusals).containsExactly("itwin: bound");
    assertThat(routes.inbox().isOpen()).isFalse();
  }

  @Test
  void aDiskBelowItsReserveIsAnswered503() throws Exception {
    routes.inbox().setWatchedFolder(routes.file().resolveSibling("").toString());
    routes.inbox().setMinFreeSpace(Long.MAX_VALUE);
    routes.start();

    assertUnavailable(routes.post(body("m1")));

    assertThat(refusals).containsExactly("itwin: disk");
    assertThat(routes.eventCount()).isZero();
  }

  @Test
  void belowTheReserveOfTheDiskWhatWasAcceptedIsSettledAndDelivered() throws Exception {
    AtomicLong free = new AtomicLong(1_000);
    routes.inbox().setFreeSpace(free::get);
    routes.inbox().setMinFreeSpace(100);
    CountDownLatch gate = new CountDownLatch(1);
    CoreRoutes.Target target = routes.target("shelf");
    target.does(exchange -> gate.await());
    routes
        .dispatch(
            """
            - to:
                uri: delivery:shelf
            """)
        .start();
    assertAccepted(routes.post(body("m1")));

    free.set(10);
    await().atMost(BOUND).until(() -> !routes.inbox().isOpen());
    assertUnavailable(routes.post(body("m2")));
    assertThat(routes.inbox().whyClosed()).contains("disk is nearly full");
    gate.countDown();
    routes.delivery("m1", "shelf", "delivered");
    assertThat(routes.inbox().diskFree()).isEqualTo(10);

    free.set(1_000);
    await().atMost(BOUND).until(() -> routes.inbox().isOpen());
    assertAccepted(routes.post(body("m2")));
    routes.delivery("m2", "shelf", "delivered");
    assertThat(refusals).containsExactly("itwin: disk");
  }

  @Test
  void aStoreThatIsClosedIsAnswered503() throws Exception {
    routes.start();
    routes.store().close();

    assertUnavailable(routes.post(body("m1")));

    assertThat(refusals).containsExactly("itwin: store");
  }

  @Test
  void anythingUnexpectedIsAnswered503AndNever500() throws Exception {
    Store broken =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("accept")) {
                    throw new IllegalStateException("a mistake in the store");
                  }
                  return method.invoke(routes.store(), arguments);
                });
    routes.inbox().setStore(broken);
    routes.inbox().setAnswerDeadline(200);
    routes.start();

    assertUnavailable(routes.post(body("m1")));

    assertThat(refusals).containsExactly("itwin: store");
  }

  @Test
  void aCommitThatTakesTooLongIsAnswered503AndKeptAllTheSame() throws Exception {
    routes.inbox().setAnswerDeadline(300);
    routes.start();

    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + routes.file());
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      long began = System.nanoTime();
      assertUnavailable(routes.post(body("m1")));
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertThat(millis).as("answered at the deadline").isBetween(300L, 3_000L);
      assertThat(refusals).containsExactly("itwin: deadline");
      statement.execute("rollback");
    }

    await().atMost(BOUND).until(() -> !accepted.isEmpty());
    assertThat(routes.event("m1").state()).isEqualTo("accepted");
    assertAccepted(routes.post(body("m1")));
    assertThat(accepted).extracting(Accepted::stored).containsExactly(true, false);
    assertThat(refusals).hasSize(1);
  }

  @Test
  void aListenerThatFailsChangesNoAnswer() throws Exception {
    listen(
        new InboxListener() {
          @Override
          public void accepted(String source, Accepted what) {
            throw new IllegalStateException("a mistake in the listener");
          }

          @Override
          public void refused(String source, String reason) {
            throw new IllegalStateException("a mistake in the listener");
          }
        });
    routes.inbox().setMaxEvents(1);
    routes.start();

    assertAccepted(routes.post(body("m1")));
    assertUnavailable(routes.post(body("m2")));
  }

  @Test
  void aListenerThatIsSlowHoldsUpNoOtherCommit() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<String> threads = new CopyOnWriteArrayList<>();
    listen(
        new InboxListener() {
          @Override
          public void accepted(String source, Accepted what) {
            threads.add(Thread.currentThread().getName());
            assertThat(CompletableFuture.runAsync(() -> waitFor(gate))).succeedsWithin(BOUND);
          }
        });
    routes.start();
    Thread slow = new Thread(() -> routes.post(body("m1")));
    slow.start();
    await().atMost(BOUND).until(() -> !threads.isEmpty());

    assertThat(routes.store().postpone(nothing()))
        .as("a commit beside it")
        .succeedsWithin(BOUND.dividedBy(2));

    gate.countDown();
    slow.join(BOUND.toMillis());
    assertThat(threads).doesNotContain("dromedary-store");
  }

  private static void waitFor(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Postponement nothing() {
    return new Postponement(
        new StoredEvent(
            -1, -1, "itwin", "", null, null, null, null, null, Instant.EPOCH, null, new byte[0], 0),
        0,
        Instant.EPOCH,
        "");
  }

  @Test
  void stoppingAnswersWhoStillWaits() throws Exception {
    routes.inbox().setAnswerDeadline(60_000);
    routes.start();
    List<Exchange> answers = new CopyOnWriteArrayList<>();
    Thread waiting = new Thread(() -> answers.add(routes.post(body("m1"))));
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + routes.file());
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      waiting.start();
      await().atMost(BOUND).until(() -> waiting.getState() == Thread.State.WAITING);
      routes.inbox().stop();
      waiting.join(20_000);
      statement.execute("rollback");
    }

    assertThat(answers).hasSize(1);
    assertUnavailable(answers.get(0));
  }

  @Test
  void twoRoutesOfOneInboxAreRefusedAtTheStart() {
    routes
        .dispatch(
            """
            - log:
                message: first
            """)
        .yaml(
            """
            - route:
                id: second
                from:
                  uri: inbox:itwin?concurrency=2
                  steps:
                    - log:
                        message: second
            """);

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("inbox:itwin")
        .hasStackTraceContaining("dispatch-itwin")
        .hasStackTraceContaining("second");
  }

  @Test
  void anEnvelopeOptionThatCannotBeReadIsRefusedByName() {
    routes.yaml(
        """
        - route:
            id: bad
            from:
              uri: direct:bad
              steps:
                - to:
                    uri: inbox:itwin
                    parameters:
                      zone: Nowhere/Land
        """);

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("zone")
        .hasStackTraceContaining("inbox:itwin");
  }
}
