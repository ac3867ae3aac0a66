package io.dromedary.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt made of a delivery.
 *
 * @param delivery as it was claimed
 * @param attempts how many attempts of this generation are spent by now
 * @param began when the attempt began
 * @param took how long it took
 * @param outcome what the target made of it
 * @param decision what we make of that
 * @param next when it is tried again; null unless it is still pending
 * @param reason why it failed, in short; null when it was delivered
 * @param response the beginning of what the target answered; null when it did not or is not known
 */
public record AttemptRecord(
    StoredDelivery delivery,
    int attempts,
    Instant began,
    Duration took,
    Outcome outcome,
    Decision decision,
    @Nullable Instant next,
    @Nullable String reason,
    @Nullable String response) {

  /** What the target made of an attempt. */
  public enum Outcome {
    /** It took the delivery. */
    SUCCEEDED,
    /** It did not. */
    FAILED,
    /** It had not answered by the time-out of the attempt. */
    TIMED_OUT,
    /** It took the delivery, but after the attempt had been recorded as timed out. */
    LATE;

    /** As it is stored and shown, for example {@code timed-out}. */
    public String text() {
      return AttemptRecord.text(this);
    }
  }

  /** What an attempt means for its delivery. */
  public enum Decision {
    /** It is done. */
    DELIVERED,
    /** It is tried again; an attempt is spent. */
    REDELIVER,
    /** It is given up: no attempt is left. */
    EXHAUSTED,
    /** It is given up: another attempt would fail in the same way. */
    DEAD,
    /** It is tried again when the target has been put right; no attempt is spent. */
    MISCONFIGURED,
    /** It is tried again: the failure is ours; no attempt is spent. */
    NOT_COUNTED;

    /** As it is stored and shown, for example {@code not-counted}. */
    public String text() {
      return AttemptRecord.text(this);
    }
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The number of the attempt among all that were ever made of the delivery, from 1. */
  public int number() {
    return delivery.tried() + 1;
  }

  /** The name of the target. */
  public String target() {
    return delivery.target();
  }

  /** The state of the delivery from now on. */
  public DeliveryState state() {
    return DeliveryState.PENDING.after(decision);
  }
}
