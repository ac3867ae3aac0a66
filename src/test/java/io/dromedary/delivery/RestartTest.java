package io.dromedary.delivery;

import static io.dromedary.CoreRoutes.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.Target;
import io.dromedary.event.EventHeaders;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted is routed and what was settled is delivered, whatever happened between. */
class RestartTest {
  private static final String TO_A =
      """
      - to:
          uri: delivery:a
      """;

  @Test
  void whatWasAcceptedIsRoutedAfterARestart(@TempDir Path folder) throws Exception {
    try (CoreRoutes before = new CoreRoutes(folder)) {
      before.start();
      before.accept("m1");
      before.accept("m2");
    }

    try (CoreRoutes after = new CoreRoutes(folder)) {
      // Camel starts routes in this order: the backlog is there before the target is.
      after.dispatch(TO_A);
      Target a = after.target("a");
      after.start();

      after.delivery("m1", "a", "delivered");
      after.delivery("m2", "a", "delivered");
      assertThat(a.eventIds()).containsExactlyInAnyOrder("m1", "m2");
      assertThat(after.event("m1").runs()).as("failed runs").isZero();
      assertThat(after.event("m2").runs()).as("failed runs").isZero();
    }
  }

  @Test
  void whatWasSettledIsDeliveredAfterARestartAndNotRoutedAgain(@TempDir Path folder)
      throws Exception {
    try (CoreRoutes before = new CoreRoutes(folder)) {
      Target a = before.target("a");
      before.dispatch(TO_A).start();
      before.context().getRouteController().stopRoute("a");
      before.accept("m1");
      assertThat(before.settled("m1").state()).isEqualTo("routed");
      assertThat(a.received()).isEmpty();
    }

    try (CoreRoutes after = new CoreRoutes(folder)) {
      Target a = after.target("a");
      Target routed = new Target();
      after
          .bind("routed", routed)
          .dispatch(
              """
              - process:
                  ref: routed
              """)
          .start();
      after.accept("m2");

      after.settled("m2");
      after.delivery("m1", "a", "delivered");
      assertThat(a.eventIds()).containsExactly("m1");
      assertThat(routed.eventIds()).containsExactly("m2");
    }
  }

  @Test
  void attemptsSurviveARestart(@TempDir Path folder) throws Exception {
    try (CoreRoutes before = new CoreRoutes(folder)) {
      Target a = before.target("a", "redeliveryDelay: 1500", "maximumRedeliveryDelay: 1500");
      a.does(
          exchange -> {
            throw new IllegalStateException("down");
          });
      before.dispatch(TO_A).start();
      before.accept("m1");
      await().atMost(BOUND).until(() -> before.delivery("m1", "a").attempts() == 1);
    }

    try (CoreRoutes after = new CoreRoutes(folder)) {
      Target a = after.target("a");
      after.dispatch(TO_A).start();

      assertThat(after.delivery("m1", "a", "delivered").attempts()).isEqualTo(2);
      assertThat(a.one().getMessage().getHeader(EventHeaders.ATTEMPT)).isEqualTo(2);
    }
  }

  @Test
  void ofARunThatOutlivedItsProcessAndTheRunThatRepeatedItOnlyOneSettles(@TempDir Path folder)
      throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (CoreRoutes hung = new CoreRoutes(folder)) {
      hung.target("a");
      hung.target("b");
      hung.bind(
          "hang",
          exchange -> {
            reached.countDown();
            goOn.await(30, TimeUnit.SECONDS);
          });
      hung.dispatch(
              """
              - process:
                  ref: hang
              - to:
                  uri: delivery:b
              """)
          .start();
      hung.accept("m1");
      assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();

      // Nothing is left of the first process but its file.
      try (CoreRoutes after = new CoreRoutes(folder)) {
        Target a = after.target("a");
        after.target("b");
        after.dispatch(TO_A).start();
        after.delivery("m1", "a", "delivered");
        goOn.countDown();
        hung.context().stop();

        assertThat(after.deliveries("m1")).containsOnlyKeys("a");
        assertThat(a.eventIds()).containsExactly("m1");
      }
    }
    try (CoreRoutes later = new CoreRoutes(folder)) {
      assertThat(later.deliveries("m1")).containsOnlyKeys("a");
      assertThat(later.store().unrouted()).isZero();
    }
  }
}
