package io.dromedary.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is kept.
 *
 * @param seq the accept sequence, unique within the store
 * @param runs how often its route has failed so far
 */
public record StoredEvent(
    long seq,
    String source,
    String eventId,
    @Nullable String eventType,
    @Nullable String system,
    @Nullable String domain,
    @Nullable String subscription,
    @Nullable Instant enqueuedAt,
    Instant receivedAt,
    byte[] body,
    int runs) {}
