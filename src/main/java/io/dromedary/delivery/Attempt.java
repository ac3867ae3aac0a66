package io.dromedary.delivery;

import io.dromedary.store.StoredDelivery;
import java.time.Instant;

/**
 * One attempt that is under way, on the thread that made this object. It ends once: by itself, or
 * by its time-out, after which its thread may go on for as long as it likes. Thread-safe.
 */
final class Attempt {
  private final StoredDelivery delivery;
  private final CircuitBreaker.Permit permit;
  private final Runnable finished;
  private final Instant began;
  private final long beganNanos;
  private final Thread thread = Thread.currentThread();
  private boolean ended;
  private boolean timedOut;

  /**
   * @param finished takes the delivery out of hand
   */
  Attempt(
      StoredDelivery delivery,
      CircuitBreaker.Permit permit,
      Runnable finished,
      Instant began,
      long beganNanos) {
    this.delivery = delivery;
    this.permit = permit;
    this.finished = finished;
    this.began = began;
    this.beganNanos = beganNanos;
  }

  StoredDelivery delivery() {
    return delivery;
  }

  CircuitBreaker.Permit permit() {
    return permit;
  }

  Runnable finished() {
    return finished;
  }

  Instant began() {
    return began;
  }

  long beganNanos() {
    return beganNanos;
  }

  Thread thread() {
    return thread;
  }

  synchronized boolean isTimedOut() {
    return timedOut;
  }

  /** Interrupts it; false when it has ended or timed out before. */
  synchronized boolean timeOut() {
    if (ended || timedOut) {
      return false;
    }
    timedOut = true;
    thread.interrupt();
    return true;
  }

  /**
   * Its thread came back: nothing interrupts it on account of this attempt from now on.
   *
   * @return whether it came in time
   */
  synchronized boolean end() {
    ended = true;
    return !timedOut;
  }
}
