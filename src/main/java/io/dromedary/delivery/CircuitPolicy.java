package io.dromedary.delivery;

import java.time.Duration;

/**
 * When the circuit of a target opens, and for how long, in the words of Camel's throttling route
 * policy. Immutable.
 *
 * @param failureThreshold how many failures in a row open it; at least 1
 * @param halfOpenAfter how long it is open before one delivery is tried; doubled after each that
 *     fails
 * @param maximumHalfOpenAfter what that time does not exceed
 */
record CircuitPolicy(int failureThreshold, Duration halfOpenAfter, Duration maximumHalfOpenAfter) {

  /**
   * @throws IllegalArgumentException when a value makes no sense; the message names it
   */
  CircuitPolicy {
    if (failureThreshold < 1) {
      throw new IllegalArgumentException(
          "option failureThreshold is " + failureThreshold + "; it must be 1 or more");
    }
    if (halfOpenAfter.isNegative() || halfOpenAfter.isZero()) {
      throw new IllegalArgumentException(
          "option halfOpenAfter is " + halfOpenAfter + "; it must be 1 or more ms");
    }
    if (maximumHalfOpenAfter.compareTo(halfOpenAfter) < 0) {
      throw new IllegalArgumentException(
          "option maximumHalfOpenAfter is "
              + maximumHalfOpenAfter
              + "; it must be halfOpenAfter or more");
    }
  }

  /**
   * How long it is open.
   *
   * @param probes how many deliveries failed since it opened; 0 when it opens
   */
  Duration delayAfter(int probes) {
    Duration delay = halfOpenAfter;
    for (int i = 0; i < probes && delay.compareTo(maximumHalfOpenAfter) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(maximumHalfOpenAfter) < 0 ? delay : maximumHalfOpenAfter;
  }
}
