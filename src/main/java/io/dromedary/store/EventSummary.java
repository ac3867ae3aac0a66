package io.dromedary.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event without its body.
 *
 * @param seq the accept sequence, unique within the store
 * @param stage at which it was given up; null when it was not
 * @param reason why it was given up or its last run failed; null for none
 * @param marks separated by commas; null for none
 * @param runs how often its route has failed since it was accepted or replayed
 * @param nextAt when it is routed again; null unless it is to be routed
 * @param settledAt when its routing ended, or it was discarded; null when it did not or is not
 *     known
 * @param generation 1, and one more each time it was sent through the routes on demand
 */
public record EventSummary(
    long seq,
    String source,
    String eventId,
    @Nullable String eventType,
    @Nullable String system,
    @Nullable String domain,
    @Nullable String subscription,
    @Nullable Instant enqueuedAt,
    Instant receivedAt,
    EventState state,
    @Nullable Stage stage,
    @Nullable String reason,
    @Nullable String marks,
    int runs,
    @Nullable Instant nextAt,
    @Nullable Instant settledAt,
    int generation) {

  /** As it is shown, and unique within the store: {@code <source>:<event id>}. */
  public String id() {
    return source + ":" + eventId;
  }
}
