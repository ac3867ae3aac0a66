package io.dromedary.store;

import io.dromedary.store.NewEvent.DuplicateKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Callbacks that are about to be kept; each step gives a copy. */
record NewEvents(
    String source,
    String key,
    @Nullable String contentKey,
    @Nullable String messageId,
    byte[] body,
    @Nullable String problem,
    Instant receivedAt) {
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration WINDOW = Duration.ofDays(7);

  /** A callback of iTwin that differs from others by its key only. */
  static NewEvents key(String key) {
    return new NewEvents("itwin", key, null, null, utf8("{}"), null, T0);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  NewEvents source(String other) {
    return new NewEvents(other, key, contentKey, messageId, body, problem, receivedAt);
  }

  NewEvents contentKey(String other) {
    return new NewEvents(source, key, other, messageId, body, problem, receivedAt);
  }

  NewEvents messageId(String other) {
    return new NewEvents(source, key, contentKey, other, body, problem, receivedAt);
  }

  NewEvents body(String other) {
    return body(utf8(other));
  }

  NewEvents body(byte[] other) {
    return new NewEvents(source, key, contentKey, messageId, other, problem, receivedAt);
  }

  NewEvents problem(String other) {
    return new NewEvents(source, key, contentKey, messageId, body, other, receivedAt);
  }

  NewEvents receivedAt(Instant other) {
    return new NewEvents(source, key, contentKey, messageId, body, problem, other);
  }

  NewEvent event() {
    Instant expiresAt = receivedAt.plus(WINDOW);
    return new NewEvent(
        source,
        new DuplicateKey(key, expiresAt),
        contentKey == null ? null : new DuplicateKey(contentKey, expiresAt),
        messageId,
        problem == null ? "iModels.iModelCreated.v1" : null,
        problem == null ? "iModels" : null,
        problem == null ? "iModels" : null,
        "hook-1",
        null,
        receivedAt,
        null,
        null,
        null,
        body,
        problem);
  }
}
