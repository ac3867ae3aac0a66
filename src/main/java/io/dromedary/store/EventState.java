package io.dromedary.store;

import java.util.Locale;

/**
 * The states of an event.
 *
 * <pre>
 *                +--> ROUTED ----+
 *   ACCEPTED ----+--> UNROUTED --+--> ACCEPTED again, in its next generation: routed once more
 *    |    ^      +--> PARKED ----+
 *    +----+           |    ^     |
 *    a run failed     |    +-- from the start: it could not be read
 *                     +--> DISCARDED by hand
 * </pre>
 */
public enum EventState {
  /** To be routed, now or at its time. */
  ACCEPTED,
  /** It has a delivery for each target that its route named. */
  ROUTED,
  /** Its route named no target. */
  UNROUTED,
  /** Given up: a dead letter of the stage {@code read}, {@code schema} or {@code routing}. */
  PARKED,
  /** Given up by hand; no dead letter any more. */
  DISCARDED;

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state that is stored as this text. */
  static EventState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
