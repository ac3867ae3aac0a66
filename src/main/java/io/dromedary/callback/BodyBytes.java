package io.dromedary.callback;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body. Memory follows what arrived, not what was announced. */
final class BodyBytes {
  private static final byte[] NONE = {};

  private final long announced;
  private byte[] bytes = NONE;
  private int length;

  /**
   * @param announced the Content-Length, or -1
   */
  BodyBytes(long announced) {
    this.announced = announced;
  }

  int length() {
    return length;
  }

  void append(Buffer chunk) {
    if (length == 0) {
      bytes = chunk.getBytes();
    } else {
      int needed = length + chunk.length();
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, capacity(needed));
      }
      chunk.getBytes(bytes, length);
    }
    length += chunk.length();
  }

  /** Nothing of it is wanted any more. */
  void forget() {
    bytes = NONE;
    length = 0;
  }

  byte[] toByteArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private int capacity(int needed) {
    long doubled = Math.max(needed, 2L * bytes.length);
    return (int) (announced >= needed ? Math.min(doubled, announced) : doubled);
  }
}
