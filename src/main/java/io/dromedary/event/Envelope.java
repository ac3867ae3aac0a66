package io.dromedary.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was read from a callback. Text in it is safe for a header, a database column and a log: at
 * most {@link EnvelopeReader#MAX_TEXT} characters, no control characters, no halves of surrogate
 * pairs.
 *
 * @param eventType for example {@code dm.version.added}; may be a pattern where the subscription is
 *     one; null only with a {@code problem}
 * @param system the part of the provider that the event type belongs to; null when nobody named it
 * @param domain the system's short name, {@link Domains#UNKNOWN} without one
 * @param subscription the webhook at the provider; null when not named
 * @param enqueuedAt when the provider queued the event; null when it does not say, or not readably
 * @param messageId the provider's id of the message, where the signature covers it; then it can
 *     serve as the event id. Null otherwise
 * @param duplicateKey two callbacks with the same one are the same; at most {@link
 *     EnvelopeReader#MAX_KEY} characters; null when the callback has nothing of the kind
 * @param contentKey two callbacks with the same one may be the same: a digest of what makes the
 *     content; null where the duplicate key leaves no doubt. Equal to the duplicate key where it is
 *     all there is to go by
 * @param orderKey events with the same one keep their order; as the callback has it, of any length
 *     and with any character ({@link OrderKey} makes a key of it); null when it has none, or none
 *     is asked for
 * @param problem why the callback could not be read, in one sentence; null when it could
 */
public record Envelope(
    @Nullable String eventType,
    @Nullable String system,
    String domain,
    @Nullable String subscription,
    @Nullable Instant enqueuedAt,
    @Nullable String messageId,
    @Nullable String duplicateKey,
    @Nullable String contentKey,
    @Nullable String orderKey,
    @Nullable String problem) {}
