package io.dromedary.callback;

import org.jspecify.annotations.Nullable;

/**
 * Counts the requests inside a route, and has new ones wait while it is to be replaced.
 * Thread-safe.
 */
final class Door {
  /** What becomes of a request that wants to go in. */
  enum Entry {
    INSIDE,
    /** It is told to try again. */
    WAITS,
    /** The route has stopped; there may be another at its path. */
    SHUT
  }

  private @Nullable CallbackHold hold;
  private boolean shut = true;
  private int inside;

  synchronized Entry enter(CallbackRequest request) {
    CallbackHold holding = hold;
    if (holding != null) {
      holding.add(request);
      return Entry.WAITS;
    }
    if (shut) {
      return Entry.SHUT;
    }
    inside++;
    return Entry.INSIDE;
  }

  synchronized void leave() {
    inside--;
    if (inside == 0) {
      notifyAll();
    }
  }

  synchronized void hold(CallbackHold by) {
    hold = by;
  }

  synchronized void letGo() {
    hold = null;
  }

  synchronized void open() {
    shut = false;
  }

  synchronized void shut() {
    shut = true;
  }

  synchronized boolean isHeld() {
    return hold != null;
  }

  /** Whether it is empty, at the latest when {@link System#nanoTime} says so. */
  synchronized boolean awaitEmpty(long deadline) {
    while (inside > 0) {
      long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
