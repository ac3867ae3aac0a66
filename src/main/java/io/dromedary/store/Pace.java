package io.dromedary.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long work on the store that is not urgent leaves it to others between two steps. */
@FunctionalInterface
public interface Pace {
  /**
   * Waits between two steps.
   *
   * @param took how long the last step took. When writes of others wait this grows, since a step
   *     waits among them
   * @throws InterruptedException when the work is to end
   */
  void rest(Duration took) throws InterruptedException;

  /** The rest by which work takes a quarter of the time at most; 1 s at the longest. */
  static Duration quarter(Duration took) {
    Duration rest = took.multipliedBy(3);
    Duration longest = Duration.ofSeconds(1);
    return rest.compareTo(longest) < 0 ? rest : longest;
  }

  /** Takes a quarter of the time, until its thread is interrupted. */
  static Pace unhurried() {
    return took -> TimeUnit.NANOSECONDS.sleep(quarter(took).toNanos());
  }
}
