package io.dromedary.bench;

import org.jspecify.annotations.Nullable;

/** One thing that is measured. */
interface Scenario {
  /** By which it is chosen, and its results are kept. */
  String name();

  /** What is missing on this machine to measure it; null when nothing is. */
  default @Nullable String missing() {
    return null;
  }

  /**
   * Measures it.
   *
   * @throws Exception when anything failed, was refused or was lost: then there are no figures
   */
  void run(Session session) throws Exception;
}
