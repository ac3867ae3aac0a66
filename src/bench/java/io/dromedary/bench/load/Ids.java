package io.dromedary.bench.load;

/**
 * Message ids that look random, as those of providers do, and are numbered all the same: each can
 * be told from its number and the seed, and gives its number back. So no list of millions is kept.
 * Immutable and thread-safe.
 */
public final class Ids {
  private static final long NODE = (1L << 48) - 1;
  private static final long ODD = 0x9E37_79B9_7F4AL | 1;
  private static final long INVERSE = inverse(ODD);
  private static final int LENGTH = 36;

  private final long seed;

  /** The ids of one seed; those of two seeds have nothing in common but by chance. */
  public Ids(long seed) {
    this.seed = seed;
  }

  /** A UUID in its usual form, of version 4. */
  public String id(long number) {
    long first = mix(number * 2 + mix(seed));
    long second = mix(number * 2 + 1 + mix(seed));
    long node = ((number ^ seed) * ODD) & NODE;
    return hex(first >>> 32, 8)
        + '-'
        + hex(first >>> 16, 4)
        + "-4"
        + hex(first, 3)
        + '-'
        + hex(0x8000 | ((second >>> 2) & 0x3FFF), 4)
        + '-'
        + hex(node, 12);
  }

  /** The number of an id; -1 for an id that is not of this seed. */
  public long number(String id) {
    if (id.length() != LENGTH) {
      return -1;
    }
    long node;
    try {
      node = Long.parseLong(id, 24, LENGTH, 16);
    } catch (NumberFormatException notOurs) {
      return -1;
    }
    long number = ((node * INVERSE) ^ seed) & NODE;
    return id(number).equals(id) ? number : -1;
  }

  private static String hex(long value, int digits) {
    char[] text = new char[digits];
    for (int i = digits - 1; i >= 0; i--) {
      text[i] = Character.forDigit((int) (value & 15), 16);
      value >>>= 4;
    }
    return new String(text);
  }

  /** The finisher of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Modulo 2^64, by Newton's method: each step doubles the bits that are right. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < 64; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
