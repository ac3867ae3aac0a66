package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptEndTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RedeliveryPolicy POLICY =
      new RedeliveryPolicy(2, Duration.ofSeconds(1), 10, Duration.ofSeconds(60));

  private static StoredDelivery after(int attempts) {
    StoredEvent event =
        new StoredEvent(7, "itwin", "m-1", "t", "s", "d", null, null, NOW, new byte[0], 0);
    return new StoredDelivery(9, "a", event, null, null, attempts);
  }

  @Test
  void whatTheTargetTookIsDeliveredAtAnyAttempt() {
    for (int attempts : new int[] {0, 1, 2, 50}) {
      assertThat(AttemptEnd.of(after(attempts), null, POLICY, NOW))
          .isEqualTo(
              new AttemptRecord(9, "a", DeliveryState.DELIVERED, attempts + 1, NOW, null, null));
    }
  }

  @Test
  void aFailedAttemptIsRepeatedOnSchedule() {
    assertThat(AttemptEnd.of(after(0), "boom", POLICY, NOW))
        .isEqualTo(
            new AttemptRecord(9, "a", DeliveryState.PENDING, 1, NOW, NOW.plusSeconds(1), "boom"));
    assertThat(AttemptEnd.of(after(1), "boom", POLICY, NOW))
        .isEqualTo(
            new AttemptRecord(9, "a", DeliveryState.PENDING, 2, NOW, NOW.plusSeconds(10), "boom"));
  }

  @Test
  void theLastFailedAttemptMakesADeadLetter() {
    for (int attempts : new int[] {2, 3, 50}) {
      assertThat(AttemptEnd.of(after(attempts), "boom", POLICY, NOW))
          .isEqualTo(
              new AttemptRecord(9, "a", DeliveryState.DEAD, attempts + 1, NOW, null, "boom"));
    }
  }
}
