package io.dromedary.delivery;

import static io.dromedary.delivery.Circuit.CLOSED;
import static io.dromedary.delivery.Circuit.HALF_OPEN;
import static io.dromedary.delivery.Circuit.OPEN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.delivery.CircuitBreaker.Permit;
import io.dromedary.delivery.CircuitBreaker.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Failure FAILED = Failure.of(Failure.Kind.RETRIED, "refused");
  private static final Failure MISCONFIGURED = Failure.of(Failure.Kind.MISCONFIGURED, "401");

  private final List<Transition> transitions = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 1_000; // the clock may overflow
  private final CircuitBreaker breaker =
      new CircuitBreaker(
          new CircuitPolicy(3, Duration.ofSeconds(5), Duration.ofSeconds(12)),
          () -> nanos,
          transitions::add);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private Permit enter() {
    return requireNonNull(breaker.enter(), "no attempt is permitted");
  }

  private void fail() {
    breaker.failed(enter(), FAILED, Duration.ZERO);
  }

  private void open() {
    fail();
    fail();
    fail();
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  private List<Circuit> states() {
    return transitions.stream().map(Transition::to).toList();
  }

  @Test
  void aTargetThatTakesDeliveriesGetsAllOfThem() {
    for (int i = 0; i < 100; i++) {
      breaker.succeeded(enter());
    }
    assertThat(breaker.room(7)).isEqualTo(7);
    assertThat(transitions).isEmpty();
  }

  @Test
  void failuresInARowOpenItAndASuccessBetweenThemDoesNot() {
    fail();
    fail();
    breaker.succeeded(enter());
    fail();
    fail();
    assertThat(breaker.state()).isEqualTo(CLOSED);

    fail();

    assertThat(breaker.enter()).isNull();
    assertThat(breaker.room(7)).isZero();
    assertThat(transitions)
        .containsExactly(
            new Transition(CLOSED, OPEN, Duration.ofSeconds(5), 3, Duration.ZERO, FAILED));
  }

  @Test
  void aMisconfiguredTargetOpensItAtOnce() {
    breaker.succeeded(enter());
    breaker.failed(enter(), MISCONFIGURED, Duration.ZERO);
    assertThat(transitions).extracting(Transition::failure).containsExactly(MISCONFIGURED);
    assertThat(breaker.enter()).isNull();
  }

  @Test
  void afterTheDelayExactlyOneIsTried() {
    open();
    pass(Duration.ofMillis(4_999));
    assertThat(breaker.room(7)).isZero();
    assertThat(breaker.enter()).isNull();

    pass(Duration.ofMillis(1));
    assertThat(breaker.room(7)).isEqualTo(1);
    assertThat(breaker.room(0)).isZero();
    assertThat(breaker.state()).as("looking changes nothing").isEqualTo(OPEN);
    enter();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.enter()).isNull();
    assertThat(breaker.room(7)).isZero();
    pass(Duration.ofDays(1));
    assertThat(breaker.enter()).as("while the one is under way").isNull();
  }

  @Test
  void theOneThatIsTakenClosesIt() {
    open();
    pass(Duration.ofSeconds(6));
    Permit probe = enter();
    pass(Duration.ofSeconds(1));
    breaker.succeeded(probe);

    assertThat(breaker.room(7)).isEqualTo(7);
    assertThat(states()).containsExactly(OPEN, HALF_OPEN, CLOSED);
    assertThat(transitions.get(2).lasted()).isEqualTo(Duration.ofSeconds(7));
    fail();
    fail();
    assertThat(breaker.state()).as("counts anew").isEqualTo(CLOSED);
  }

  @Test
  void eachOneThatFailsDoublesTheDelayUpToTheLongest() {
    open();
    for (int i = 0; i < 4; i++) {
      pass(transitions.get(transitions.size() - 1).delay());
      fail();
    }
    assertThat(transitions.stream().filter(t -> t.to() == OPEN).map(Transition::delay))
        .extracting(Duration::toSeconds)
        .containsExactly(5L, 10L, 12L, 12L, 12L);

    pass(Duration.ofSeconds(12));
    breaker.succeeded(enter());
    open();
    assertThat(transitions.get(transitions.size() - 1).delay())
        .as("begins anew")
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void anAttemptOfEarlierChangesNothing() {
    Permit slowSuccess = enter();
    Permit slowFailure = enter();
    open();
    breaker.succeeded(slowSuccess);
    assertThat(breaker.state()).isEqualTo(OPEN);

    pass(Duration.ofSeconds(5));
    Permit probe = enter();
    breaker.failed(slowFailure, MISCONFIGURED, Duration.ZERO);
    breaker.abandoned(slowFailure);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.enter()).isNull();
    breaker.succeeded(probe);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void oneThatWasNotMadeLetsAnotherTakeItsPlace() {
    open();
    pass(Duration.ofSeconds(5));
    breaker.abandoned(enter());

    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.room(7)).isEqualTo(1);
    breaker.succeeded(enter());
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void aTargetIsLeftAloneForAsLongAsItAsks() {
    fail();
    fail();
    breaker.failed(enter(), FAILED, Duration.ofSeconds(90));
    pass(Duration.ofSeconds(89));
    assertThat(breaker.enter()).isNull();
    pass(Duration.ofSeconds(1));

    breaker.failed(enter(), FAILED, Duration.ofSeconds(1));
    assertThat(transitions.get(transitions.size() - 1).delay())
        .as("never less than planned")
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aValueThatMakesNoSenseIsRefusedByName() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new CircuitPolicy(0, second, second))
        .hasMessageContaining("failureThreshold is 0");
    assertThatThrownBy(() -> new CircuitPolicy(1, Duration.ZERO, second))
        .hasMessageContaining("halfOpenAfter");
    assertThatThrownBy(() -> new CircuitPolicy(1, second, Duration.ofMillis(999)))
        .hasMessageContaining("maximumHalfOpenAfter");
  }
}
