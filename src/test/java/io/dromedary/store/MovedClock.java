package io.dromedary.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves, and beside it one that never jumps. */
final class MovedClock extends Clock {
  private Instant time;
  private long nanos;

  MovedClock(Instant time) {
    this.time = time;
  }

  /** Time passes. */
  void pass(Duration duration) {
    time = time.plus(duration);
    nanos += duration.toNanos();
  }

  /** Somebody sets the clock. */
  void jump(Duration duration) {
    time = time.plus(duration);
  }

  long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return time;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
