package io.dromedary.inbox;

import io.dromedary.event.Callback;
import io.dromedary.event.Envelope;
import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.OrderKey;
import io.dromedary.store.Accepted;
import io.dromedary.store.NewEvent;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps authentic callbacks. Thread-safe.
 *
 * <p>How long a key is known: an id of the provider for 7 days, longer than any provider repeats
 * (docs/contracts.md, sections A5 and B3). A key made of the content for 2 days only, the span of
 * the repeats: two genuine events may say the same (section B4).
 */
final class Inbox {
  static final Duration ID_WINDOW = Duration.ofDays(7);
  static final Duration CONTENT_WINDOW = Duration.ofDays(2);

  private final Store store;
  private final Clock clock;
  private final BiConsumer<String, String> unkeyed;

  /**
   * @param unkeyed told the source and the place, when an event was kept that has no order key
   *     there
   */
  Inbox(Store store, Clock clock, BiConsumer<String, String> unkeyed) {
    this.store = store;
    this.clock = clock;
    this.unkeyed = unkeyed;
  }

  /**
   * Keeps a callback, or finds that it is here already.
   *
   * @param route the id of the route that took it; null when not known
   * @return completes after the commit, on a thread of the store
   */
  CompletableFuture<Accepted> accept(
      String source, @Nullable String route, Callback callback, EnvelopeReader reader) {
    Envelope envelope = reader.read(callback);
    Instant now = clock.instant();
    String content = envelope.contentKey();
    String duplicate = envelope.duplicateKey();
    DuplicateKey contentKey =
        content == null ? null : new DuplicateKey("content:" + content, now.plus(CONTENT_WINDOW));
    DuplicateKey key =
        contentKey != null && duplicate != null && duplicate.equals(content)
            ? contentKey
            : duplicateKey(duplicate, now);
    String order = envelope.orderKey();
    NewEvent event =
        new NewEvent(
            source,
            key,
            key.equals(contentKey) ? null : contentKey,
            envelope.messageId(),
            envelope.eventType(),
            envelope.system(),
            envelope.domain(),
            envelope.subscription(),
            envelope.enqueuedAt(),
            now,
            callback.header("Content-Encoding"),
            reader.kept(callback, route),
            order == null ? null : OrderKey.of(source, order),
            callback.body(),
            envelope.problem());
    CompletableFuture<Accepted> accepting = store.accept(event);
    if (order != null) {
      return accepting;
    }
    String place = reader.orderKeyPlace();
    return place == null ? accepting : noticed(accepting, source, place);
  }

  private CompletableFuture<Accepted> noticed(
      CompletableFuture<Accepted> accepting, String source, String place) {
    return accepting.thenApply(
        accepted -> {
          // One that could not be read has no key for that reason, and is told of as parked.
          if (accepted.stored() && !accepted.parked()) {
            unkeyed.accept(source, place);
          }
          return accepted;
        });
  }

  private static DuplicateKey duplicateKey(@Nullable String duplicate, Instant now) {
    // Without a key nothing tells a repeat from a new event that says the same: it is kept, and
    // marked by its content. An event too many is better than one lost.
    String key = duplicate == null ? UUID.randomUUID().toString() : duplicate;
    return new DuplicateKey(key, now.plus(ID_WINDOW));
  }
}
