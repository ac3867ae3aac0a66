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
   * The target took it.
   *
   * @param outcome in time, or late
   */
  static AttemptRecord taken(
      StoredDelivery delivery, Outcome outcome, Instant began, Duration took) {
    return new AttemptRecord(
        delivery,
        delivery.attempts() + 1,
        began,
        took,
        outcome,
        Decision.DELIVERED,
        null,
        null,
        null);
  }

  /**
   * The target did not take it.
   *
   * @param outcome it failed, or timed out
   * @param random from 0 (inclusive) to 1 (exclusive), for collision avoidance
   */
  static AttemptRecord failed(
      StoredDelivery delivery,
      Outcome outcome,
      Failure failure,
      TargetPolicy policy,
      Instant began,
      Duration took,
      double random) {
    Decision decision = decide(delivery, failure, policy.redelivery());
    boolean spent =
        switch (decision) {
          case DELIVERED, REDELIVER, EXHAUSTED, DEAD -> true;
          case MISCONFIGURED, NOT_COUNTED -> false;
        };
    int attempts = delivery.attempts() + (spent ? 1 : 0);
    Duration delay = delay(decision, delivery, attempts, failure, policy, random);
    return new AttemptRecord(
        delivery,
        attempts,
        began,
        took,
        outcome,
        decision,
        delay == null ? null : began.plus(took).plus(delay),
        failure.reason(),
        failure.response());
  }

  private static Decision decide(
      StoredDelivery delivery, Failure failure, RedeliveryPolicy policy) {
    return switch (failure.kind()) {
      case DEAD -> Decision.DEAD;
      case MISCONFIGURED -> Decision.MISCONFIGURED;
      case NOT_COUNTED -> Decision.NOT_COUNTED;
      case RETRIED ->
          policy.isExhausted(delivery.attempts() + 1) ? Decision.EXHAUSTED : Decision.REDELIVER;
    };
  }

  private static @Nullable Duration delay(
      Decision decision,
      StoredDelivery delivery,
      int attempts,
      Failure failure,
      TargetPolicy policy,
      double random) {
    return switch (decision) {
      case REDELIVER -> policy.redelivery().delayAfter(attempts, failure.retryAfter(), random);
      case MISCONFIGURED -> policy.delayOfMisconfigured(delivery.tried() + 1);
      case NOT_COUNTED -> Duration.ZERO;
      case DELIVERED, EXHAUSTED, DEAD -> null;
    };
  }
}
