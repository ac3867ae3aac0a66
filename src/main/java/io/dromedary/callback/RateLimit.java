package io.dromedary.callback;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one log line pass in a while, and counts those that it held back. Thread-safe. */
final class RateLimit {
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final AtomicLong held = new AtomicLong();

  RateLimit(Duration interval, LongSupplier nanoTime) {
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  static RateLimit everyTenSeconds() {
    return new RateLimit(Duration.ofSeconds(10), System::nanoTime);
  }

  /** The number of lines held back since the last that passed, or -1 to hold this one back too. */
  long permit() {
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + intervalNanos)) {
      held.incrementAndGet();
      return -1;
    }
    return held.getAndSet(0);
  }
}
