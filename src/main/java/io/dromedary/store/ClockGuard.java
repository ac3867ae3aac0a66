package io.dromedary.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the clock can be believed when it says that something is old. A clock that has jumped is
 * believed again after a day in which it did not. Not thread-safe.
 */
final class ClockGuard {
  private static final Duration TOLERANCE = Duration.ofDays(1);
  private static final Duration HELD = Duration.ofDays(1);

  private final Clock clock;
  private final LongSupplier nanos;
  private @Nullable Instant lastTime;
  private long lastNanos;
  private @Nullable String why;
  private long heldSince;

  /**
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   */
  ClockGuard(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * Looks at the clock.
   *
   * @param newest when the event was received that was accepted last; null when there is none
   * @return why it is not believed; null when it is
   */
  @Nullable String doubt(@Nullable Instant newest) {
    Instant time = clock.instant();
    long now = nanos.getAsLong();
    String jump = jump(time, now, newest);
    lastTime = time;
    lastNanos = now;
    if (jump != null) {
      why = jump;
      heldSince = now;
    } else if (why != null && now - heldSince >= HELD.toNanos()) {
      why = null;
    }
    if (why == null && newest != null && newest.isAfter(time.plus(TOLERANCE))) {
      return "the clock says " + time + ", and the newest event was received at " + newest;
    }
    return why;
  }

  private @Nullable String jump(Instant time, long now, @Nullable Instant newest) {
    Instant last = lastTime;
    if (last == null) {
      return newest != null && newest.isBefore(time.minus(TOLERANCE))
          ? "the newest event was received at "
              + newest
              + " and the clock says "
              + time
              + ": either nothing came meanwhile, or the clock is ahead"
          : null;
    }
    Duration jump = Duration.between(last, time).minusNanos(now - lastNanos);
    return jump.abs().compareTo(TOLERANCE) > 0
        ? "the clock has jumped by " + jump.toHours() + " hours to " + time
        : null;
  }
}
