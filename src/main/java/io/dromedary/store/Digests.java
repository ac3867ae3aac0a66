package io.dromedary.store;

import io.dromedary.event.Sha256;

/** SHA-256, by which bodies are told apart. */
final class Digests {
  private Digests() {}

  static byte[] sha256(byte[] bytes) {
    return Sha256.of(bytes);
  }

  static String keyOf(String text) {
    return "sha256:" + Sha256.hex(text);
  }
}
