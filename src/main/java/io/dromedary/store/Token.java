package io.dromedary.store;

/**
 * Proves on PostgreSQL that a claim is still its owner's: neither has the row changed hands since
 * (its fence), nor was it replayed (its generation).
 */
record Token(int generation, long fence) {
  private static final int FENCE_BITS = 32;

  static Token of(long packed) {
    return new Token((int) (packed >>> FENCE_BITS), packed & ((1L << FENCE_BITS) - 1));
  }

  long packed() {
    return (long) generation << FENCE_BITS | fence;
  }
}
