package io.dromedary.signature;

import org.jspecify.annotations.Nullable;

/**
 * Hears what came of each callback. Every listener in the Camel registry is called in turn, on the
 * thread of the callback, so it must be fast and thread-safe.
 */
public interface SignatureListener {
  /** A callback of {@code source} was authentic. It is not stored yet. */
  default void authenticated(String source) {}

  /**
   * A callback for {@code source} was answered 401.
   *
   * @param fingerprint the same for the same body, so that one event that is refused again and
   *     again can be noticed; null unless {@link Rejection#wellFormed()}
   */
  default void refused(String source, Rejection rejection, @Nullable String fingerprint) {}
}
