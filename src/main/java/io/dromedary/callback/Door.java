package io.dromedary.callback;

import java.time.Duration;
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

  private final InFlight inside = new InFlight();
  private @Nullable CallbackHold hold;
  private boolean shut = true;

  synchronized Entry enter(CallbackRequest request) {
    CallbackHold holding = hold;
    if (holding != null) {
      holding.add(request);
      return Entry.WAITS;
    }
    if (shut) {
      return Entry.SHUT;
    }
    inside.enter();
    return Entry.INSIDE;
  }

  void leave() {
    inside.leave();
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
  boolean awaitEmpty(long deadline) {
    return inside.awaitNone(Duration.ofNanos(deadline - System.nanoTime()));
  }
}
