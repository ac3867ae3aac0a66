package io.dromedary.delivery;

import io.dromedary.store.AttemptRecord;
import java.time.Duration;

/**
 * Told what becomes of deliveries. Found in the registry by type; must be thread-safe and quick.
 */
public interface DeliveryListener {
  /** An attempt ended and is recorded. */
  void attempted(String target, AttemptRecord attempt, Duration took);
}
