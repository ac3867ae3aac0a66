package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptEndTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RedeliveryPolicy POLICY =
      new RedeliveryPolicy(2, Duration.ofSeconds(1), 10, Duration.ofSeconds(60));

  private static final Duration TOOK = Duration.ofMillis(40);
  private static final Instant ENDED = NOW.plus(TOOK);

  private static StoredDelivery after(int attempts) {
    StoredEvent event =
        new StoredEvent(7, 1, "itwin", "m-1", "t", "s", "d", null, null, NOW, null, new byte[0], 0);
    return new StoredDelivery(9, 1, "a", event, null, null, 1, attempts, attempts);
  }

  private static AttemptRecord end(int attempts, @Nullable String failure) {
    return AttemptEnd.of(after(attempts), failure, POLICY, NOW, TOOK);
  }

  @Test
  void whatTheTargetTookIsDeliveredAtAnyAttempt() {
    for (int attempts : new int[] {0, 1, 2, 50}) {
      AttemptRecord end = end(attempts, null);

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
    AttemptRecord first = end(0, "boom");
    assertThat(first.decision()).isEqualTo(Decision.REDELIVER);
    assertThat(first.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(first.attempts()).isEqualTo(1);
    assertThat(first.next()).isEqualTo(ENDED.plusSeconds(1));
    assertThat(first.reason()).isEqualTo("boom");

    AttemptRecord second = end(1, "boom");
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.next()).isEqualTo(ENDED.plusSeconds(10));
  }

  @Test
  void theLastFailedAttemptMakesADeadLetter() {
    for (int attempts : new int[] {2, 3, 50}) {
      AttemptRecord end = end(attempts, "boom");

      assertThat(end.decision()).isEqualTo(Decision.EXHAUSTED);
      assertThat(end.state()).isEqualTo(DeliveryState.DEAD);
      assertThat(end.next()).isNull();
      assertThat(end.reason()).isEqualTo("boom");
    }
  }
}
