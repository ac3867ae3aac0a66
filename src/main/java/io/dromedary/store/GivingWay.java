package io.dromedary.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets accepts go first where both they and the work behind them want the processor: says how long
 * that work is to pause before each item. The pause grows while accepts wait for longer than their
 * commits explain, shrinks when they do not, and is nothing when there are none. Bounded, so that a
 * backlog shrinks under any load. Thread-safe.
 */
final class GivingWay {
  /** What the slowest of the known senders waits for its answer is a hundred times this. */
  private static final long PATIENCE = Duration.ofMillis(10).toNanos();

  /** An accept may wait for the commit before its own, and one is on its way. */
  private static final int COMMITS = 3;

  private static final long WINDOW = Duration.ofMillis(50).toNanos();
  private static final long FORGET = Duration.ofMillis(250).toNanos();
  private static final long SHORTEST = Duration.ofMillis(1).toNanos();
  static final long LONGEST = Duration.ofMillis(20).toNanos();

  private final LongSupplier nanoTime;
  private long windowBegan;
  private long waited;
  private long accepts;
  private long committing;
  private long commits;
  private volatile long lastAccept;
  private volatile long pause;

  /**
   * @param nanoTime a clock that never jumps
   */
  GivingWay(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.windowBegan = nanoTime.getAsLong();
  }

  /** A commit took so long, by itself. */
  synchronized void committed(long nanos) {
    committing += nanos;
    commits++;
  }

  /** An accept was committed so long after it had come. */
  synchronized void accepted(long nanos) {
    waited += nanos;
    accepts++;
    long now = nanoTime.getAsLong();
    lastAccept = now;
    if (now - windowBegan >= WINDOW) {
      long explained = commits == 0 ? 0 : COMMITS * (committing / commits);
      boolean tooLong = waited / accepts > PATIENCE + explained;
      pause = tooLong ? longer() : shorter();
      windowBegan = now;
      waited = 0;
      accepts = 0;
      committing = 0;
      commits = 0;
    }
  }

  private long longer() {
    return Math.min(LONGEST, Math.max(SHORTEST, pause + pause / 2));
  }

  private long shorter() {
    return pause <= SHORTEST ? 0 : pause - pause / 4;
  }

  /** How long to pause now, in ns; mostly 0. */
  long pauseNanos() {
    long now = pause;
    return now == 0 || nanoTime.getAsLong() - lastAccept > FORGET ? 0 : now;
  }
}
