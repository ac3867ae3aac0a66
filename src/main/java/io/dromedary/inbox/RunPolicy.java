package io.dromedary.inbox;

import java.time.Duration;

/**
 * How often and when a failed run is repeated before its event is parked.
 *
 * @param maximumRuns the first one included
 */
record RunPolicy(int maximumRuns, Duration firstDelay, int multiplier, Duration maximumDelay) {
  /** One run and five more: after 1, 4, 16, 64 and 256 seconds. */
  static final RunPolicy DEFAULT =
      new RunPolicy(6, Duration.ofSeconds(1), 4, Duration.ofMinutes(5));

  boolean isLast(int runs) {
    return runs >= maximumRuns;
  }

  /**
   * @param runs how many runs failed by now, at least 1
   */
  Duration delayAfter(int runs) {
    Duration delay = firstDelay;
    for (int i = 1; i < runs && delay.compareTo(maximumDelay) < 0; i++) {
      delay = delay.multipliedBy(multiplier);
    }
    return delay.compareTo(maximumDelay) < 0 ? delay : maximumDelay;
  }
}
