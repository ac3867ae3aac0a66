package io.dromedary.delivery;

import io.dromedary.store.StoredDelivery;
import org.jspecify.annotations.Nullable;

/** What brings a delivery to its target. */
interface TargetRoute {
  /**
   * Tries once, on the calling thread.
   *
   * @return why the target did not take it; null when it did
   */
  @Nullable Throwable deliver(StoredDelivery delivery);
}
