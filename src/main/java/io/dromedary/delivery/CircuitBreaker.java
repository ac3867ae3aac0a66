package io.dromedary.delivery;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps deliveries from a target that fails again and again, and tries one of them from time to
 * time.
 *
 * <pre>
 *            failureThreshold in a row, or misconfigured
 *   CLOSED ---------------------------------------------> OPEN &lt;--+
 *     ^                                                    |      | the one failed:
 *     |  the one was taken                after the delay  |      | the delay doubles
 *     +-------------------------- HALF_OPEN &lt;--------------+      |
 *                                     +----------------------------+
 * </pre>
 *
 * <p>Only an attempt that was {@linkplain #enter permitted} in the present state can change it: one
 * that began earlier tells of a target as it was. Thread-safe.
 */
final class CircuitBreaker {
  /** Leave for one attempt, to be given back by its outcome. */
  record Permit(long epoch) {}

  /**
   * A change of state.
   *
   * @param delay until one delivery is tried; zero unless it opens
   * @param failures in a row until now
   * @param lasted how long the circuit was not closed
   * @param failure why it opens; null unless it does
   */
  record Transition(
      Circuit from,
      Circuit to,
      Duration delay,
      int failures,
      Duration lasted,
      @Nullable Failure failure) {}

  private final CircuitPolicy policy;
  private final LongSupplier nanoTime;
  private final Consumer<Transition> listener;
  private Circuit state = Circuit.CLOSED;
  private long epoch;
  private int failures;
  private int probes;
  private boolean probing;
  private long openedAt;
  private long leftClosedAt;
  private Duration delay = Duration.ZERO;

  /**
   * A closed one.
   *
   * @param nanoTime a clock that never jumps
   * @param listener told of every change, in order; must be quick and must not call back
   */
  CircuitBreaker(CircuitPolicy policy, LongSupplier nanoTime, Consumer<Transition> listener) {
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /** The state of now. */
  synchronized Circuit state() {
    return state;
  }

  /**
   * How many deliveries are worth claiming now.
   *
   * @param max how many there is room for
   */
  synchronized int room(int max) {
    return switch (state) {
      case CLOSED -> max;
      case OPEN -> isOver() ? Math.min(1, max) : 0;
      case HALF_OPEN -> probing ? 0 : Math.min(1, max);
    };
  }

  /** Leave for one attempt; null: not now. */
  synchronized @Nullable Permit enter() {
    if (state == Circuit.OPEN && isOver()) {
      change(Circuit.HALF_OPEN, Duration.ZERO, null);
      probing = false;
    }
    if (state == Circuit.OPEN || (state == Circuit.HALF_OPEN && probing)) {
      return null;
    }
    probing = state == Circuit.HALF_OPEN;
    return new Permit(epoch);
  }

  private boolean isOver() {
    return nanoTime.getAsLong() - openedAt >= delay.toNanos();
  }

  /** The target answered as one that works, even if it refused this one delivery for good. */
  synchronized void succeeded(Permit permit) {
    if (permit.epoch() != epoch) {
      return;
    }
    failures = 0;
    if (state == Circuit.HALF_OPEN) {
      probes = 0;
      change(Circuit.CLOSED, Duration.ZERO, null);
    }
  }

  /**
   * The target failed.
   *
   * @param atLeast how long the target asked to be left alone; zero when it did not
   */
  synchronized void failed(Permit permit, Failure failure, Duration atLeast) {
    if (permit.epoch() != epoch) {
      return;
    }
    failures++;
    boolean misconfigured = failure.kind() == Failure.Kind.MISCONFIGURED;
    if (state == Circuit.HALF_OPEN) {
      probes++;
      open(failure, atLeast);
    } else if (misconfigured || failures >= policy.failureThreshold()) {
      leftClosedAt = nanoTime.getAsLong();
      open(failure, atLeast);
    }
  }

  private void open(Failure failure, Duration atLeast) {
    Duration planned = policy.delayAfter(probes);
    delay = atLeast.compareTo(planned) > 0 ? atLeast : planned;
    openedAt = nanoTime.getAsLong();
    change(Circuit.OPEN, delay, failure);
  }

  /** The attempt says nothing of the target: it was not made, or we ended it. */
  synchronized void abandoned(Permit permit) {
    if (permit.epoch() == epoch) {
      probing = false;
    }
  }

  private void change(Circuit to, Duration until, @Nullable Failure failure) {
    Circuit from = state;
    state = to;
    epoch++;
    Duration lasted =
        from == Circuit.CLOSED
            ? Duration.ZERO
            : Duration.ofNanos(nanoTime.getAsLong() - leftClosedAt);
    listener.accept(new Transition(from, to, until, failures, lasted, failure));
  }
}
