package io.dromedary.store;

import java.util.Locale;

/**
 * The states of a delivery.
 *
 * <pre>
 *             the target took it
 *   PENDING ---------------------> DELIVERED --+
 *    ^ |  ^ |                                  | replayed: PENDING again, in its next generation
 *    | |  +-+ tried again                      |
 *    | |                                       |
 *    | +-------------------------> DEAD -------+
 *    |       given up               |
 *    +------------------------------+----------> DISCARDED
 *                                     by hand
 * </pre>
 */
public enum DeliveryState {
  /** To be attempted, now or at its time. */
  PENDING,
  /** The target took it. Final. */
  DELIVERED,
  /** Given up: a dead letter of stage {@code delivery}. */
  DEAD,
  /** Given up by hand; no dead letter any more. */
  DISCARDED;

  /**
   * The state after an attempt.
   *
   * @throws IllegalStateException from a final state: nothing is attempted there
   */
  public DeliveryState after(AttemptRecord.Decision decision) {
    if (this != PENDING) {
      throw new IllegalStateException("no attempt is made of a delivery that is " + text());
    }
    return switch (decision) {
      case DELIVERED -> DELIVERED;
      case REDELIVER, MISCONFIGURED, NOT_COUNTED -> PENDING;
      case EXHAUSTED, DEAD -> DEAD;
    };
  }

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
