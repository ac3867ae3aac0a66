package io.dromedary.store;

import java.time.Duration;

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
}
