package io.dromedary.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides how long an event stays. Times are milliseconds since 1970, 0 for none.
 *
 * @param stage of a parked event, null for any other
 * @param bytes of the body
 */
record KeptEvent(
    long seq,
    String source,
    String eventId,
    String state,
    @Nullable Stage stage,
    long receivedAt,
    long settledAt,
    long bytes,
    List<KeptDelivery> deliveries) {

  /**
   * One of its deliveries.
   *
   * @param endedAt 0 while it is pending
   * @param bytes of its own body
   */
  record KeptDelivery(long id, String target, DeliveryState state, long endedAt, long bytes) {}

  /** Whether something is still to be done with it. */
  boolean isUnfinished() {
    return isUnrouted() || has(DeliveryState.PENDING);
  }

  boolean isUnrouted() {
    return state.equals("accepted");
  }

  boolean isDeadLetter() {
    return stage != null || has(DeliveryState.DEAD);
  }

  boolean has(DeliveryState sought) {
    return deliveries.stream().anyMatch(delivery -> delivery.state() == sought);
  }

  long lastChange() {
    return deliveries.stream()
        .mapToLong(KeptDelivery::endedAt)
        .reduce(Math.max(receivedAt, settledAt), Math::max);
  }

  /** How much is to be touched to remove it, in bytes, roughly. */
  long weight() {
    return bytes + deliveries.stream().mapToLong(KeptDelivery::bytes).sum();
  }

  /** Its name: source and event id. */
  String name() {
    return source + ":" + eventId;
  }
}
