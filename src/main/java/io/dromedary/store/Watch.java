package io.dromedary.store;

/** Who waits for long work on the store: learns how far it is, and may have it ended early. */
public interface Watch {
  /**
   * How far it is. Must not block for long.
   *
   * @param total 0 when it is not known
   */
  void progress(long done, long total);

  /** Whether it is to be ended early; asked between two steps. */
  boolean cancelled();
}
