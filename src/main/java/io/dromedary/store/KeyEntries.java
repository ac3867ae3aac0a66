package io.dromedary.store;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Pairs of a hash and the {@code seq} of an event, as they are kept in blocks of the database. */
final class KeyEntries {
  private static final int BYTES = 2 * Long.BYTES;

  private long[] hashes;
  private long[] seqs;
  private int size;

  KeyEntries(int capacity) {
    hashes = new long[capacity];
    seqs = new long[capacity];
  }

  void add(long hash, long seq) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.max(16, 2 * size));
      seqs = Arrays.copyOf(seqs, hashes.length);
    }
    hashes[size] = hash;
    seqs[size] = seq;
    size++;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long hash(int index) {
    return hashes[index];
  }

  long seq(int index) {
    return seqs[index];
  }

  /** By hash, and those of one hash by {@code seq}. */
  void sort() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (one, other) -> {
          int byHash = Long.compare(hashes[one], hashes[other]);
          return byHash != 0 ? byHash : Long.compare(seqs[one], seqs[other]);
        });
    long[] sortedHashes = new long[size];
    long[] sortedSeqs = new long[size];
    for (int i = 0; i < size; i++) {
      sortedHashes[i] = hashes[order[i]];
      sortedSeqs[i] = seqs[order[i]];
    }
    hashes = sortedHashes;
    seqs = sortedSeqs;
  }

  /** Some of them as a block. */
  byte[] block(int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * BYTES);
    for (int i = from; i < to; i++) {
      bytes.putLong(hashes[i]).putLong(seqs[i]);
    }
    return bytes.array();
  }

  static KeyEntries of(byte[] block) {
    LongBuffer longs = ByteBuffer.wrap(block).asLongBuffer();
    KeyEntries entries = new KeyEntries(block.length / BYTES);
    while (longs.remaining() >= 2) {
      entries.add(longs.get(), longs.get());
    }
    return entries;
  }

  /** Tells the {@code seq} of every event with this hash in a sorted block. */
  static void find(byte[] block, long hash, LongConsumer found) {
    ByteBuffer bytes = ByteBuffer.wrap(block);
    int low = 0;
    int high = block.length / BYTES;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bytes.getLong(middle * BYTES) < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int at = low * BYTES; at < block.length && bytes.getLong(at) == hash; at += BYTES) {
      found.accept(bytes.getLong(at + Long.BYTES));
    }
  }
}
