package io.dromedary.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The number under which a text of a source is looked for: the beginning of a SHA-256, so that
 * nobody who may choose texts can make many of one number.
 */
final class KeyHash {
  private KeyHash() {}

  static long of(String source, String text) {
    byte[] digest = Digests.sha256((source + '\0' + text).getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }
}
