package io.dromedary.store;

import java.util.Locale;

/** Where an event or a delivery was given up: the stage of a dead letter. */
public enum Stage {
  /** The callback is authentic but could not be read. */
  READ,
  /** The event was read but does not hold what its schema asks for. */
  SCHEMA,
  /** The event was read but every run of its route failed. */
  ROUTING,
  /** The event was routed but a target did not take it. */
  DELIVERY;

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
