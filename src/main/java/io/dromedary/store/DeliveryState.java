package io.dromedary.store;

import java.util.Locale;

/**
 * The states of a delivery.
 *
 * <pre>
 *            succeeded
 *   PENDING -----------> DELIVERED
 *    |   ^ |
 *    |   +-+ failed, redeliveries left
 *    |
 *    +-----------------> DEAD
 *      failed, none left
 * </pre>
 */
public enum DeliveryState {
  /** To be attempted, now or at its time. */
  PENDING,
  /** The target took it. Final. */
  DELIVERED,
  /** Given up: a dead letter of stage {@code delivery}. */
  DEAD;

  /** How an attempt ended. */
  public enum Outcome {
    /** The target took it. */
    SUCCEEDED,
    /** It did not, and another attempt is due later. */
    FAILED,
    /** It did not, and that was the last attempt. */
    EXHAUSTED
  }

  /**
   * The state after an attempt.
   *
   * @throws IllegalStateException from a final state: nothing is attempted there
   */
  public DeliveryState after(Outcome outcome) {
    if (this != PENDING) {
      throw new IllegalStateException("no attempt is made of a delivery that is " + text());
    }
    return switch (outcome) {
      case SUCCEEDED -> DELIVERED;
      case FAILED -> PENDING;
      case EXHAUSTED -> DEAD;
    };
  }

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
