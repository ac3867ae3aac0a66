package io.dromedary.delivery;

import io.dromedary.store.AttemptRecord;
import org.jspecify.annotations.Nullable;

/**
 * Told what becomes of deliveries. Found in the registry by type; must be thread-safe and quick.
 */
public interface DeliveryListener {
  /** An attempt ended and is recorded. */
  void attempted(AttemptRecord attempt);

  /** An attempt ended after its delivery had been taken over or ended; it is not recorded. */
  default void discarded(AttemptRecord attempt) {}

  /**
   * The circuit of a target changed, or the target begins, with a closed one.
   *
   * @param reason why it opened; null when it did not
   */
  default void circuit(String target, Circuit circuit, @Nullable String reason) {}

  /**
   * Attempts that have timed out hold their slots, or not any more.
   *
   * @param stuck how many
   * @param slots how many the target has; when all are stuck, it is stalled
   */
  default void stuck(String target, int stuck, int slots) {}
}
