package io.dromedary.store;

/** Whether the deliveries of a target keep the order of their keys, and what a dead letter does. */
public enum Ordering {
  /** They are made as they come. */
  NONE,
  /**
   * One after the other within a key; a dead letter, be it a delivery to this target or an event
   * that could not be routed, holds those of its key behind it until it is replayed or discarded.
   */
  BLOCK,
  /** One after the other within a key; a dead letter holds nothing. */
  SKIP
}
