package io.dromedary.bench.contestant;

import org.jspecify.annotations.Nullable;

/** A receiver of callbacks that can be started and measured. Immutable. */
public interface Contestant {
  /** A short name, unique; by it results are kept. */
  String name();

  /** What people call it. */
  String label();

  /** All settings that matter, so that everybody can judge whether they are fair. */
  String settings();

  /** Whether a callback that was answered with 200 survives a loss of power. */
  boolean isDurable();

  /** Gets ready, and says what is missing on this machine for it; null when nothing is. */
  @Nullable String missing(Site site);

  /**
   * Starts it with an empty store.
   *
   * @return when it answers
   */
  Running start(Site site) throws Exception;
}
