package io.dromedary.store;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * Says of a hash that it is certainly not among those that were added, or that it may be: wrongly
 * so about once in a hundred times. Ten bits a hash (a Bloom filter).
 */
final class KeyFilter {
  private static final int BITS_EACH = 10;
  private static final int PROBES = 7;

  private final long[] bits;

  private KeyFilter(long[] bits) {
    this.bits = bits;
  }

  /**
   * @param entries how many will be added; with more, it is wrong more often
   */
  static KeyFilter forEntries(long entries) {
    return new KeyFilter(new long[Math.toIntExact(entries * BITS_EACH / Long.SIZE + 1)]);
  }

  static KeyFilter of(byte[] bytes) {
    LongBuffer longs = ByteBuffer.wrap(bytes).asLongBuffer();
    long[] bits = new long[longs.remaining()];
    longs.get(bits);
    return new KeyFilter(bits);
  }

  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES);
    bytes.asLongBuffer().put(bits);
    return bytes.array();
  }

  void add(long hash) {
    for (int i = 0; i < PROBES; i++) {
      long bit = bit(hash, i);
      bits[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  boolean mayHold(long hash) {
    for (int i = 0; i < PROBES; i++) {
      long bit = bit(hash, i);
      if ((bits[(int) (bit >>> 6)] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Two halves of the hash make as many places as are wanted. */
  private long bit(long hash, int probe) {
    int place = (int) hash + probe * ((int) (hash >>> 32) | 1);
    return Integer.toUnsignedLong(place) % ((long) bits.length << 6);
  }
}
