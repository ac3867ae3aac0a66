package io.dromedary.signature;

import java.time.Clock;
import java.util.OptionalLong;

/** Lets one of a kind pass each minute, and counts the others. Thread-safe. */
public final class OncePerMinute {
  private static final long MINUTE = 60_000;

  private final Clock clock;
  private boolean passed;
  private long passedAt;
  private long held;

  public OncePerMinute(Clock clock) {
    this.clock = clock;
  }

  /** How many were held back since the last that passed; empty when this one is held back too. */
  public synchronized OptionalLong pass() {
    long now = clock.millis();
    // A clock that was set back must not silence the log until it has caught up.
    if (passed && now >= passedAt && now - passedAt < MINUTE) {
      held++;
      return OptionalLong.empty();
    }
    passed = true;
    passedAt = now;
    long before = held;
    held = 0;
    return OptionalLong.of(before);
  }
}
