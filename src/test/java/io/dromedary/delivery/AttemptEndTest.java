package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Ordering;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptEndTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TargetPolicy POLICY =
      new TargetPolicy(
          4,
          Duration.ofSeconds(30),
          new RedeliveryPolicy(2, Duration.ofSeconds(1), 10, Duration.ofSeconds(3600)),
          new CircuitPolicy(10, Duration.ofSeconds(5), Duration.ofSeconds(60)),
          Ordering.NONE);

  private static final Failure BOOM = Failure.of(Failure.Kind.RETRIED, "boom");
  private static final Duration TOOK = Duration.ofMillis(40);
  private static final Instant ENDED = NOW.plus(TOOK);

  private static StoredDelivery after(int attempts, int tried) {
    StoredEvent event =
        new StoredEvent(7, 1, "itwin", "m-1", "t", "s", "d", null, null, NOW, null, new byte[0], 0);
    return new StoredDelivery(9, 1, "a", event, null, null, 1, attempts, tried);
  }

  private static AttemptRecord end(int attempts, Failure failure) {
    return end(after(attempts, attempts), failure);
  }

  private static AttemptRecord end(StoredDelivery delivery, Failure failure) {
    return AttemptEnd.failed(delivery, Outcome.FAILED, failure, POLICY, NOW, TOOK, 0.5);
  }

  @Test
  void whatTheTargetTookIsDeliveredAtAnyAttempt() {
    for (int attempts : new int[] {0, 1, 2, 50}) {
      AttemptRecord end = AttemptEnd.taken(after(attempts, attempts), Outcome.SUCCEEDED, NOW, TOOK);

      assertThat(end.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(end.decision()).isEqualTo(Decision.DELIVERED);
      assertThat(end.state()).isEqualTo(DeliveryState.DELIVERED);
      assertThat(end.attempts()).isEqualTo(attempts + 1);
      assertThat(end.next()).isNull();
      assertThat(end.reason()).isNull();
    }
  }

  @Test
  void aFailedAttemptIsRepeatedOnSchedule() {
    AttemptRecord first = end(0, BOOM);
    assertThat(first.decision()).isEqualTo(Decision.REDELIVER);
    assertThat(first.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(first.attempts()).isEqualTo(1);
    assertThat(first.next()).isEqualTo(ENDED.plusSeconds(1));
    assertThat(first.reason()).isEqualTo("boom");

    AttemptRecord second = end(1, BOOM);
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.next()).isEqualTo(ENDED.plusSeconds(10));
  }

  @Test
  void theLastFailedAttemptMakesADeadLetter() {
    for (int attempts : new int[] {2, 3, 50}) {
      AttemptRecord end = end(attempts, BOOM);

      assertThat(end.decision()).isEqualTo(Decision.EXHAUSTED);
      assertThat(end.state()).isEqualTo(DeliveryState.DEAD);
      assertThat(end.next()).isNull();
      assertThat(end.reason()).isEqualTo("boom");
    }
  }

  @Test
  void oneThatIsRefusedForGoodIsADeadLetterAtItsFirstAttempt() {
    AttemptRecord end = end(0, new Failure(Failure.Kind.DEAD, "422", null, "{\"why\": \"no\"}"));

    assertThat(end.decision()).isEqualTo(Decision.DEAD);
    assertThat(end.state()).isEqualTo(DeliveryState.DEAD);
    assertThat(end.attempts()).isEqualTo(1);
    assertThat(end.next()).isNull();
    assertThat(end.response()).isEqualTo("{\"why\": \"no\"}");
  }

  @Test
  void aMisconfiguredTargetSpendsNoAttemptHoweverOftenItIsTried() {
    Failure misconfigured = Failure.of(Failure.Kind.MISCONFIGURED, "401");
    for (int tried : new int[] {2, 3, 1_000_000}) {
      AttemptRecord end = end(after(2, tried), misconfigured);

      assertThat(end.decision()).isEqualTo(Decision.MISCONFIGURED);
      assertThat(end.state()).isEqualTo(DeliveryState.PENDING);
      assertThat(end.attempts()).isEqualTo(2);
      assertThat(end.number()).isEqualTo(tried + 1);
      assertThat(end.next())
          .as("soon, so that all arrive when it was put right")
          .isEqualTo(ENDED.plusSeconds(60));
    }
    assertThat(end(after(0, 0), misconfigured).next()).isEqualTo(ENDED.plusSeconds(1));
  }

  @Test
  void whatIsNotCountedIsDueAtOnceAndSpendsNoAttempt() {
    AttemptRecord end = end(2, Failure.of(Failure.Kind.NOT_COUNTED, "interrupted"));

    assertThat(end.decision()).isEqualTo(Decision.NOT_COUNTED);
    assertThat(end.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(end.attempts()).isEqualTo(2);
    assertThat(end.number()).isEqualTo(3);
    assertThat(end.next()).isEqualTo(ENDED);
  }

  @Test
  void aTargetThatAsksForTimeGetsIt() {
    Failure busy = new Failure(Failure.Kind.RETRIED, "429", Duration.ofSeconds(90), null);

    assertThat(end(0, busy).next()).isEqualTo(ENDED.plusSeconds(90));
    assertThat(end(0, busy).attempts()).isEqualTo(1);
  }

  @Test
  void onlyWhereOthersAreTakenIsARefusalADeliverysOwnFault() {
    Failure misconfigured = Failure.of(Failure.Kind.MISCONFIGURED, "404");
    assertThat(misconfigured.unlessOthersAreTaken(false)).isSameAs(misconfigured);
    assertThat(misconfigured.unlessOthersAreTaken(true).kind()).isEqualTo(Failure.Kind.RETRIED);
    Failure dead = Failure.of(Failure.Kind.DEAD, "422");
    assertThat(dead.unlessOthersAreTaken(true)).isSameAs(dead);
  }
}
