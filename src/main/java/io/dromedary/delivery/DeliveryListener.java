package io.dromedary.delivery;

import io.dromedary.store.AttemptRecord;

/**
 * Told what becomes of deliveries. Found in the registry by type; must be thread-safe and quick.
 */
public interface DeliveryListener {
  /** An attempt ended and is recorded. */
  void attempted(AttemptRecord attempt);

  /** An attempt ended after its delivery had been taken over or ended; it is not recorded. */
  default void discarded(AttemptRecord attempt) {}
}
