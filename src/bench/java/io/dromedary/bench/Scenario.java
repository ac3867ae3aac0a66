package io.dromedary.bench;

/** One thing that is measured. */
interface Scenario {
  /** By which it is chosen, and its results are kept. */
  String name();

  /**
   * Measures it.
   *
   * @throws Exception when anything failed, was refused or was lost: then there are no figures
   */
  void run(Session session) throws Exception;
}
