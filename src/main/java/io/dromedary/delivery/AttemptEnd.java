package io.dromedary.delivery;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.StoredDelivery;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what an attempt makes of its delivery. */
final class AttemptEnd {
  private AttemptEnd() {}

  /**
   * @param failure why the target did not take it; null when it did
   */
  static AttemptRecord of(
      StoredDelivery delivery,
      @Nullable String failure,
      RedeliveryPolicy policy,
      Instant began,
      Duration took) {
    int attempts = delivery.attempts() + 1;
    Decision decision =
        failure == null
            ? Decision.DELIVERED
            : policy.isExhausted(attempts) ? Decision.EXHAUSTED : Decision.REDELIVER;
    return new AttemptRecord(
        delivery,
        attempts,
        began,
        took,
        failure == null ? Outcome.SUCCEEDED : Outcome.FAILED,
        decision,
        decision == Decision.REDELIVER ? began.plus(took).plus(policy.delayAfter(attempts)) : null,
        failure,
        null);
  }
}
