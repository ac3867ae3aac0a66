package io.dromedary.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is kept.
 *
 * @param seq the accept sequence, unique within the store
 * @param token proves that the claim is still its owner's
 * @param orderKey events of one key can be delivered in the order of {@code seq}; null for none
 * @param runs how often its route has failed so far
 */
public record StoredEvent(
    long seq,
    long token,
    String source,
    String eventId,
    @Nullable String eventType,
    @Nullable String system,
    @Nullable String domain,
    @Nullable String subscription,
    @Nullable Instant enqueuedAt,
    Instant receivedAt,
    @Nullable String orderKey,
    byte[] body,
    int runs) {}
