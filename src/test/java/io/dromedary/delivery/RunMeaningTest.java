package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.EventRow;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row of the table "what a run means", with routes as users write them. */
class RunMeaningTest {
  private CoreRoutes routes;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private void targets(String... names) {
    for (String name : names) {
      routes.target(name);
    }
  }

  private void start(String dispatch) throws Exception {
    routes.dispatch(dispatch).start();
    routes.accept("m1");
  }

  private void assertRoutedTo(String... targets) {
    EventRow event = routes.settled("m1");
    assertThat(event.state()).isEqualTo("routed");
    assertThat(routes.deliveries("m1")).containsOnlyKeys(targets);
  }

  private void assertParkedAsHandled() {
    EventRow event = routes.settled("m1");
    assertThat(event.state()).isEqualTo("parked");
    assertThat(event.stage()).isEqualTo("routing");
    assertThat(event.marks()).isEqualTo("handled");
    assertThat(event.reason()).contains("boom");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aRunThatEndsWellIsOneDeliveryForEachRecipient() throws Exception {
    targets("a", "b", "c");
    start(
        """
        - to:
            uri: delivery:a
        - to:
            uri: delivery:b
        """);

    assertRoutedTo("a", "b");
    assertThat(routes.event("m1").marks()).isNull();
    routes.delivery("m1", "a", "delivered");
    routes.delivery("m1", "b", "delivered");
  }

  @Test
  void aRunThatNamesNobodyIsUnrouted() throws Exception {
    targets("a");
    start(
        """
        - choice:
            when:
              - expression:
                  simple:
                    expression: "${header.CamelInboxEventType} == 'nothing like it'"
                steps:
                  - to:
                      uri: delivery:a
        """);

    EventRow event = routes.settled("m1");
    assertThat(event.state()).isEqualTo("unrouted");
    assertThat(event.marks()).isNull();
    assertThat(routes.deliveries("m1")).isEmpty();
    assertThat(routes.store().unrouted()).isZero();
  }

  @Test
  void aFailureInDoTryIsMarkedAndWhatWasCollectedIsDelivered() throws Exception {
    targets("a", "b");
    start(
        """
        - to:
            uri: delivery:a
        - doTry:
            steps:
              - process:
                  ref: boom
            doCatch:
              - exception:
                  - java.lang.IllegalStateException
                steps:
                  - to:
                      uri: delivery:b
        """);

    assertRoutedTo("a", "b");
    assertThat(routes.event("m1").marks()).isEqualTo("handled");
  }

  @Test
  void aFailureInDoTryWithoutRecipientsIsParked() throws Exception {
    start(
        """
        - doTry:
            steps:
              - process:
                  ref: boom
            doCatch:
              - exception:
                  - java.lang.IllegalStateException
                steps:
                  - log:
                      message: caught
        """);

    assertParkedAsHandled();
  }

  private static String onException(String option) {
    return """
        - onException:
            exception:
              - java.lang.IllegalStateException
            %s:
              constant:
                expression: "true"
        """
        .formatted(option);
  }

  @Test
  void aFailureThatIsHandledIsMarkedAndWhatWasCollectedIsDelivered() throws Exception {
    routes.global(onException("handled"));
    targets("a", "b");
    start(
        """
        - to:
            uri: delivery:a
        - process:
            ref: boom
        - to:
            uri: delivery:b
        """);

    assertRoutedTo("a");
    assertThat(routes.event("m1").marks()).isEqualTo("handled");
  }

  @Test
  void aFailureThatIsHandledWithoutRecipientsIsParked() throws Exception {
    routes.global(onException("handled"));
    targets("a");
    start(
        """
        - process:
            ref: boom
        - to:
            uri: delivery:a
        """);

    assertParkedAsHandled();
  }

  @Test
  void aFailureThatIsContinuedIsMarkedAndWhatWasCollectedIsDelivered() throws Exception {
    routes.global(onException("continued"));
    targets("a");
    start(
        """
        - process:
            ref: boom
        - to:
            uri: delivery:a
        """);

    assertRoutedTo("a");
    assertThat(routes.event("m1").marks()).isEqualTo("handled");
  }

  @Test
  void aFailureThatIsContinuedWithoutRecipientsIsParked() throws Exception {
    routes.global(onException("continued"));
    start(
        """
        - process:
            ref: boom
        """);

    assertParkedAsHandled();
  }

  @Test
  void aFailureInsideADirectRouteThatIsHandledThereIsMarked() throws Exception {
    targets("a");
    routes.yaml(
        """
        - route:
            id: inner
            from:
              uri: direct:inner
              steps:
                - doTry:
                    steps:
                      - process:
                          ref: boom
                    doCatch:
                      - exception:
                          - java.lang.IllegalStateException
                        steps:
                          - log:
                              message: caught
        """);
    start(
        """
        - to:
            uri: direct:inner
        - to:
            uri: delivery:a
        """);

    assertRoutedTo("a");
    assertThat(routes.event("m1").marks()).isEqualTo("handled");
  }

  @Test
  void aFailedRunSettlesNothingAndDoesNotBlockTheEventsBehindIt() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    routes.bind(
        "firstEventFails",
        exchange -> {
          if ("m1".equals(exchange.getMessage().getHeader("CamelInboxEventId"))) {
            runs.incrementAndGet();
            throw new IllegalStateException("boom, password=hush");
          }
        });
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        - process:
            ref: firstEventFails
        """);
    routes.accept("m2");

    EventRow failed = routes.failedRun("m1");
    assertThat(routes.settled("m2").state()).isEqualTo("routed");
    assertThat(failed.state()).isEqualTo("accepted");
    assertThat(failed.reason()).contains("boom").doesNotContain("hush");
    assertThat(routes.deliveries("m1")).isEmpty();
    await().atMost(CoreRoutes.BOUND).untilAsserted(() -> assertThat(runs).hasValueGreaterThan(1));
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aRunThatFailsOnceIsRepeatedAndItsRecipientsAreThoseOfTheGoodRun() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    routes.bind(
        "failsOnce",
        exchange -> {
          if (runs.getAndIncrement() == 0) {
            throw new IllegalStateException("boom");
          }
        });
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        - process:
            ref: failsOnce
        """);

    assertRoutedTo("a");
    assertThat(routes.event("m1").runs()).isEqualTo(1);
    assertThat(routes.event("m1").marks()).isNull();
    routes.delivery("m1", "a", "delivered");
    assertThat(runs).hasValue(2);
  }

  @Test
  void aRunThatIsRolledBackSettlesNothing() throws Exception {
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        - rollback:
            markRollbackOnly: true
        """);

    EventRow event = routes.failedRun("m1");
    assertThat(event.state()).isEqualTo("accepted");
    assertThat(event.reason()).contains("rolled back");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aRunThatIsRolledBackAtTheLastRouteSettlesNothing() throws Exception {
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        - rollback:
            markRollbackOnlyLast: true
        """);

    assertThat(routes.failedRun("m1").state()).isEqualTo("accepted");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aTargetThatIsNamedTwiceAlikeGetsTheEventOnce() throws Exception {
    CoreRoutes.Target a = routes.target("a");
    start(
        """
        - to:
            uri: delivery:a
        - to:
            uri: delivery:a
        """);

    assertRoutedTo("a");
    routes.delivery("m1", "a", "delivered");
    assertThat(a.received()).hasSize(1);
  }

  @Test
  void theSignedBytesAndACopyOfThemAreAlike() throws Exception {
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        - convertBodyTo:
            type: java.lang.String
        - to:
            uri: delivery:a
        """);

    assertRoutedTo("a");
  }

  @Test
  void aTargetThatIsNamedTwiceWithDifferentBodiesFailsTheRun() throws Exception {
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        - setBody:
            constant:
              expression: another
        - to:
            uri: delivery:a
        """);

    EventRow event = routes.failedRun("m1");
    assertThat(event.state()).isEqualTo("accepted");
    assertThat(event.reason()).contains("delivery:a").contains("twice");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aStepThatSucceedsWhenCamelRepeatsItIsNoHandledFailure() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    routes.bind(
        "failsOnce",
        exchange -> {
          if (tries.getAndIncrement() == 0) {
            throw new IllegalStateException("boom");
          }
        });
    routes.global(
        """
        - onException:
            exception:
              - java.lang.IllegalStateException
            redeliveryPolicy:
              maximumRedeliveries: 2
              redeliveryDelay: 1
        """);
    start(
        """
        - process:
            ref: failsOnce
        """);

    assertThat(routes.settled("m1").state()).isEqualTo("unrouted");
    assertThat(tries).hasValue(2);
  }

  @Test
  void anUnknownTargetFailsTheRunAndNamesTheKnownOnes() throws Exception {
    targets("a");
    start(
        """
        - to:
            uri: delivery:nowhere
        """);

    assertThat(routes.failedRun("m1").reason())
        .contains("delivery:nowhere")
        .contains("not the name of a target")
        .contains("[a]");
  }

  @Test
  void aTargetThatIsOffIsNoMistakeAndGetsNothing() throws Exception {
    targets("a");
    routes.delivery().off("b");
    start(
        """
        - to:
            uri: delivery:b
        - to:
            uri: delivery:a
        """);

    assertRoutedTo("a");
    assertThat(routes.delivery().targets()).containsExactly("a", "b");
  }

  @Test
  void anEventForATargetThatIsOffOnlyIsUnrouted() throws Exception {
    routes.delivery().off("b");
    start(
        """
        - to:
            uri: delivery:b
        """);

    assertThat(routes.settled("m1").state()).isEqualTo("unrouted");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aRepeatedCallbackIsNotRoutedAgain() throws Exception {
    targets("a");
    start(
        """
        - to:
            uri: delivery:a
        """);
    assertRoutedTo("a");
    routes.delivery("m1", "a", "delivered");

    assertThat(CoreRoutes.status(routes.post(CoreRoutes.body("m1")))).isEqualTo(200);
    routes.accept("m2");
    routes.settled("m2");

    assertThat(routes.eventCount()).isEqualTo(2);
    assertThat(routes.deliveries("m1")).hasSize(1);
  }
}
