package io.dromedary.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authentic callback that is about to be kept.
 *
 * @param source who sent it
 * @param duplicateKey claimed within the source until it expires
 * @param contentKey what the callback says, as a key; null when two events of the source may
 *     rightly say the same. Seen under another duplicate key before it expires, it marks the event
 *     as a possible duplicate
 * @param messageId the provider's id of the event when the signature covers it: then it is the
 *     event id; else null, and the duplicate key and the accept sequence make one
 * @param eventType null only with a problem
 * @param system null only with a problem
 * @param domain null only with a problem
 * @param subscription the webhook at the provider, null when the callback does not say
 * @param enqueuedAt when the provider queued it, null when it does not say
 * @param contentEncoding the Content-Encoding of the body, null for none
 * @param headers what is kept of the request besides its body, as JSON; null for nothing
 * @param orderKey events of one key can be delivered in the order of their accepts; at most 200
 *     characters, begins with the source; null for none
 * @param body the signed bytes
 * @param problem why the callback could not be read; such an event is parked. Null: it was read
 */
public record NewEvent(
    String source,
    DuplicateKey duplicateKey,
    @Nullable DuplicateKey contentKey,
    @Nullable String messageId,
    @Nullable String eventType,
    @Nullable String system,
    @Nullable String domain,
    @Nullable String subscription,
    @Nullable Instant enqueuedAt,
    Instant receivedAt,
    @Nullable String contentEncoding,
    @Nullable String headers,
    @Nullable String orderKey,
    byte[] body,
    @Nullable String problem) {

  /**
   * A key under which a callback is known for a while.
   *
   * @param text at most 200 characters
   * @param expiresAt from then on the key is as good as new
   */
  public record DuplicateKey(String text, Instant expiresAt) {}

  /**
   * The same callback without any text that came with it: what is kept when the database refuses
   * the text. The body holds every byte of it.
   */
  NewEvent withoutText(String reason) {
    return new NewEvent(
        source,
        new DuplicateKey(Digests.keyOf(duplicateKey.text()), duplicateKey.expiresAt()),
        null,
        null,
        null,
        null,
        null,
        null,
        enqueuedAt,
        receivedAt,
        null,
        null,
        null,
        body,
        reason);
  }
}
