package io.dromedary.delivery;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.StoredDelivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what an attempt makes of its delivery. */
final class AttemptEnd {
  private AttemptEnd() {}

  /**
   * @param failure why the target did not take it; null when it did
   */
  static AttemptRecord of(
      StoredDelivery delivery, @Nullable String failure, RedeliveryPolicy policy, Instant now) {
    int attempts = delivery.attempts() + 1;
    DeliveryState.Outcome outcome =
        failure == null
            ? DeliveryState.Outcome.SUCCEEDED
            : policy.isExhausted(attempts)
                ? DeliveryState.Outcome.EXHAUSTED
                : DeliveryState.Outcome.FAILED;
    return new AttemptRecord(
        delivery.id(),
        delivery.target(),
        DeliveryState.PENDING.after(outcome),
        attempts,
        now,
        outcome == DeliveryState.Outcome.FAILED ? now.plus(policy.delayAfter(attempts)) : null,
        failure);
  }
}
