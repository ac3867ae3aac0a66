package io.dromedary.demo;

/** Looks at a target itself, not at what the runtime believes of it. */
interface TargetView extends AutoCloseable {
  /** The name of the target. */
  String name();

  /** All that is there now. */
  Tally tally() throws Exception;

  /** Where a person can look. */
  String where();

  @Override
  default void close() {}
}
