package io.dromedary.delivery;

import static io.dromedary.CoreRoutes.BOUND;
import static io.dromedary.CoreRoutes.body;
import static io.dromedary.CoreRoutes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.DeliveryRow;
import io.dromedary.CoreRoutes.Target;
import io.dromedary.event.EventHeaders;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a target route gets, and what becomes of a delivery when it fails, rests or stops. */
class TargetRouteTest {
  private static final String TO_A_AND_B =
      """
      - to:
          uri: delivery:a
      - to:
          uri: delivery:b
      """;

  private CoreRoutes routes;
  private Target a;
  private Target b;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
    // Its file comes first, as it may in a folder: no target is known when the route is made.
    routes.dispatch(TO_A_AND_B);
    a = routes.target("a");
    b = routes.target("b");
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private static void fail(Exchange exchange) {
    throw new IllegalStateException("the target is down, password=hush");
  }

  @Test
  void anExchangeHasAllThatIsKnownOfItsEvent() throws Exception {
    Instant before = Instant.now();
    routes.start();
    routes.accept("m1");

    Exchange exchange = a.one();
    Map<String, Object> headers = exchange.getMessage().getHeaders();
    assertThat(headers)
        .containsEntry(EventHeaders.SOURCE, "itwin")
        .containsEntry(EventHeaders.EVENT_ID, "m1")
        .containsEntry(EventHeaders.EVENT_TYPE, "iModels.iModelDeleted.v1")
        .containsEntry(EventHeaders.SYSTEM, "iModels")
        .containsEntry(EventHeaders.DOMAIN, "iModels")
        .containsEntry(EventHeaders.SUBSCRIPTION, "hook-1")
        .containsEntry(EventHeaders.ENQUEUED_AT, "2023-11-03T20:07:01Z")
        .containsEntry(EventHeaders.TARGET, "a")
        .containsEntry(EventHeaders.ATTEMPT, 1);
    assertThat(Instant.parse((String) headers.get(EventHeaders.RECEIVED_AT)))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThat(exchange.getMessage().getBody()).isEqualTo(utf8(body("m1")));
  }

  @Test
  void theEventsRouteHasThemTooButNothingOfADelivery() throws Exception {
    Target seen = new Target();
    routes.close();
    try (CoreRoutes own = new CoreRoutes(routes.file().resolveSibling("own"))) {
      own.bind("seen", seen)
          .dispatch(
              """
              - process:
                  ref: seen
              """)
          .start();
      own.accept("m1");

      Exchange exchange = seen.one();
      assertThat(exchange.getMessage().getHeaders())
          .containsOnlyKeys(
              EventHeaders.SOURCE,
              EventHeaders.EVENT_ID,
              EventHeaders.EVENT_TYPE,
              EventHeaders.SYSTEM,
              EventHeaders.DOMAIN,
              EventHeaders.RECEIVED_AT,
              EventHeaders.ENQUEUED_AT,
              EventHeaders.SUBSCRIPTION);
      assertThat(exchange.getMessage().getBody()).isEqualTo(utf8(body("m1")));
    }
  }

  @Test
  void whatIsNotKnownOfAnEventIsSetAndNull() throws Exception {
    routes.start();
    routes.post("{\"eventType\":\"x\",\"messageId\":\"bare\"}");

    Exchange exchange = a.one();
    assertThat(exchange.getMessage().getHeaders())
        .containsEntry(EventHeaders.EVENT_TYPE, "x")
        .containsEntry(EventHeaders.ENQUEUED_AT, null)
        .containsEntry(EventHeaders.SUBSCRIPTION, null);
  }

  @Test
  void theSignedBytesAreAtHandWhateverTheBodyIs() throws Exception {
    routes.close();
    try (CoreRoutes own = new CoreRoutes(routes.file().resolveSibling("own"))) {
      Target c = own.target("c");
      own.dispatch(
              """
              - setBody:
                  constant:
                    expression: made
              - to:
                  uri: delivery:c
              """)
          .start();
      own.accept("m1");

      assertThat(c.one().getMessage().getBody()).isEqualTo(utf8("made"));
      assertThat(c.one().getProperty(ExchangeProperties.SIGNED_BODY)).isEqualTo(utf8(body("m1")));
    }
  }

  @Test
  void aDeliveryThatSucceedsIsTriedOnce() throws Exception {
    routes.start();
    routes.accept("m1");

    DeliveryRow row = routes.delivery("m1", "a", "delivered");
    assertThat(row.attempts()).isEqualTo(1);
    assertThat(row.reason()).isNull();
    assertThat(a.received()).hasSize(1);
    assertThat(routes.store().pendingDeliveries()).containsEntry("a", 0L);
  }

  @Test
  void aDeliveryThatFailsIsTriedAgainUntilItSucceeds() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    a.does(
        exchange -> {
          if (failures.getAndDecrement() > 0) {
            fail(exchange);
          }
        });
    routes.start();
    routes.accept("m1");

    assertThat(routes.delivery("m1", "a", "delivered").attempts()).isEqualTo(3);
    assertThat(a.received())
        .extracting(exchange -> exchange.getMessage().getHeader(EventHeaders.ATTEMPT))
        .containsExactly(1, 2, 3);
    assertThat(a.received())
        .allSatisfy(
            exchange -> assertThat(exchange.getMessage().getBody()).isEqualTo(utf8(body("m1"))));
    routes.delivery("m1", "b", "delivered");
    assertThat(b.received()).as("its own attempts only").hasSize(1);
  }

  @Test
  void redeliveriesKeepTheirSchedule() throws Exception {
    routes.close();
    List<Long> times = new CopyOnWriteArrayList<>();
    try (CoreRoutes own = new CoreRoutes(routes.file().resolveSibling("own"))) {
      Target timed =
          own.target(
              "timed",
              "redeliveryDelay: 300",
              "backOffMultiplier: 2",
              "useCollisionAvoidance: false");
      timed.does(
          exchange -> {
            times.add(System.nanoTime());
            fail(exchange);
          });
      own.dispatch(
              """
              - to:
                  uri: delivery:timed
              """)
          .start();
      own.accept("m1");
      own.delivery("m1", "timed", "dead");
    }

    assertThat(times).hasSize(3);
    assertThat(Duration.ofNanos(times.get(1) - times.get(0)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(299));
    assertThat(Duration.ofNanos(times.get(2) - times.get(1)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(599));
  }

  @Test
  void aDeliveryThatIsGivenUpIsADeadLetterWithItsReason() throws Exception {
    a.does(TargetRouteTest::fail);
    routes.start();
    routes.accept("m1");

    DeliveryRow row = routes.delivery("m1", "a", "dead");
    assertThat(row.attempts()).isEqualTo(3);
    assertThat(row.reason()).contains("the target is down").doesNotContain("hush");
    await()
        .atMost(BOUND)
        .untilAsserted(
            () -> assertThat(routes.store().deadLetters()).containsEntry(Stage.DELIVERY, 1L));
    assertThat(routes.store().pendingDeliveries()).containsEntry("a", 0L);
    assertThat(a.received()).hasSize(3);
  }

  @Test
  void aTargetRouteThatRollsBackHasNotTakenIt() throws Exception {
    a.does(exchange -> exchange.setRollbackOnly(true));
    routes.start();
    routes.accept("m1");

    assertThat(routes.delivery("m1", "a", "dead").reason()).contains("rolled back");
  }

  @Test
  void aDeadTargetDelaysNoOther() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    a.does(exchange -> hangs.await(30, TimeUnit.SECONDS));
    routes.start();
    for (int i = 0; i < 20; i++) {
      routes.accept("m" + i);
    }

    for (int i = 0; i < 20; i++) {
      routes.delivery("m" + i, "b", "delivered");
    }
    assertThat(routes.store().pendingDeliveries()).containsEntry("a", 20L);
    assertThat(a.received()).as("as many at once as the default allows").hasSize(4);
    hangs.countDown();
    routes.delivery("m19", "a", "delivered");
  }

  @Test
  void aSuspendedTargetHoldsItsDeliveriesUntilItIsResumed() throws Exception {
    routes.start();
    routes.context().getRouteController().suspendRoute("a");
    routes.accept("m1");
    routes.delivery("m1", "b", "delivered");
    assertThat(routes.delivery("m1", "a").state()).isEqualTo("pending");
    assertThat(a.received()).isEmpty();

    routes.context().getRouteController().resumeRoute("a");

    routes.delivery("m1", "a", "delivered");
    assertThat(a.received()).hasSize(1);
  }

  @Test
  void aStoppedTargetHoldsItsDeliveriesUntilItIsStarted() throws Exception {
    routes.start();
    routes.context().getRouteController().stopRoute("a");
    routes.accept("m1");
    routes.delivery("m1", "b", "delivered");
    assertThat(routes.delivery("m1", "a").state()).isEqualTo("pending");
    assertThat(a.received()).isEmpty();

    routes.context().getRouteController().startRoute("a");

    routes.delivery("m1", "a", "delivered");
  }

  @Test
  void whatWasInHandWhenATargetWasSuspendedIsTriedAfterItIsResumed() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    a.does(exchange -> goOn.await(30, TimeUnit.SECONDS));
    routes.start();
    for (int i = 0; i < 20; i++) {
      routes.accept("m" + i);
    }
    await().atMost(BOUND).until(() -> a.received().size() == 4);
    Thread suspending =
        new Thread(
            () -> {
              try {
                routes.context().getRouteController().suspendRoute("a");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    suspending.start();
    await().atMost(BOUND).until(() -> suspending.getState() == Thread.State.TIMED_WAITING);
    goOn.countDown();
    suspending.join(20_000);
    assertThat(suspending.isAlive()).isFalse();

    routes.context().getRouteController().resumeRoute("a");

    for (int i = 0; i < 20; i++) {
      routes.delivery("m" + i, "a", "delivered");
    }
    assertThat(new HashSet<>(a.eventIds())).hasSize(20);
    assertThat(a.received()).as("none was tried twice").hasSize(20);
  }

  @Test
  void aTargetThatIsNotStartedAutomaticallyHoldsItsDeliveries() throws Exception {
    routes.close();
    try (CoreRoutes own = new CoreRoutes(routes.file().resolveSibling("own"))) {
      own.bind("nothing", exchange -> {})
          .dispatch(
              """
              - to:
                  uri: delivery:paused
              """)
          .yaml(
              """
              - route:
                  id: paused
                  autoStartup: "false"
                  from:
                    uri: delivery:paused
                    steps:
                      - process:
                          ref: nothing
              """)
          .start();
      own.accept("m1");

      assertThat(own.settled("m1").state()).isEqualTo("routed");
      assertThat(own.delivery("m1", "paused").state()).isEqualTo("pending");
      own.context().getRouteController().startRoute("paused");
      own.delivery("m1", "paused", "delivered");
    }
  }

  @Test
  void aListenerThatFailsStopsNoDelivery() throws Exception {
    DeliveryListener broken =
        attempt -> {
          throw new IllegalStateException("a mistake in the listener");
        };
    Set<DeliveryState> told = new HashSet<>();
    routes.context().getRegistry().bind("brokenListener", broken);
    routes
        .context()
        .getRegistry()
        .bind(
            "goodListener",
            (DeliveryListener)
                attempt -> {
                  synchronized (told) {
                    told.add(attempt.state());
                  }
                });
    routes.start();
    // More than can be in hand at once.
    for (int i = 0; i < 300; i++) {
      routes.accept("m" + i);
    }

    for (int i = 0; i < 300; i++) {
      routes.delivery("m" + i, "a", "delivered");
    }
    synchronized (told) {
      assertThat(told).containsExactly(DeliveryState.DELIVERED);
    }
  }

  @Test
  void twoRoutesOfOneTargetAreRefusedAtTheStart() {
    routes.yaml(
        """
        - route:
            id: second-a
            from:
              uri: delivery:a?concurrency=2
              steps:
                - log:
                    message: second
        """);

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("delivery:a")
        .hasStackTraceContaining("second-a")
        .hasStackTraceContaining("a target has one route");
  }

  @Test
  void anOptionThatMakesNoSenseIsRefusedAtTheStart() {
    routes.target("c", "concurrency: 0");

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("delivery:c")
        .hasStackTraceContaining("concurrency is 0");
  }
}
