package io.dromedary.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until everything is delivered. */
final class Drain {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_MINUTES = 10;

  private Drain() {}

  static void await(Backlog backlog) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
    while (Backlog.deepest(backlog.now()) > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not all is delivered after 10 min: " + backlog.now());
      }
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }
}
