package io.dromedary.store;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The keys of the newest events, in memory: their rows are in the database, their place in the
 * index is not yet. One hash may belong to several events. Not thread-safe.
 */
final class RecentKeys {
  private static final int SMALLEST = 1024;

  private long[] hashes = new long[SMALLEST];

  /** Of the event; 0 where there is no entry. */
  private long[] seqs = new long[SMALLEST];

  private int size;

  void add(long hash, long seq) {
    if (2 * (size + 1) > hashes.length) {
      grow();
    }
    put(hash, seq);
    size++;
  }

  private void put(long hash, long seq) {
    int at = slot(hash);
    while (seqs[at] != 0) {
      at = (at + 1) & (seqs.length - 1);
    }
    hashes[at] = hash;
    seqs[at] = seq;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldSeqs = seqs;
    hashes = new long[2 * oldHashes.length];
    seqs = new long[2 * oldSeqs.length];
    for (int i = 0; i < oldSeqs.length; i++) {
      if (oldSeqs[i] != 0) {
        put(oldHashes[i], oldSeqs[i]);
      }
    }
  }

  /** Tells the {@code seq} of every event with this hash. */
  void find(long hash, LongConsumer found) {
    int at = slot(hash);
    while (seqs[at] != 0) {
      if (hashes[at] == hash) {
        found.accept(seqs[at]);
      }
      at = (at + 1) & (seqs.length - 1);
    }
  }

  boolean holds(long hash, long seq) {
    int at = slot(hash);
    while (seqs[at] != 0) {
      if (hashes[at] == hash && seqs[at] == seq) {
        return true;
      }
      at = (at + 1) & (seqs.length - 1);
    }
    return false;
  }

  private int slot(long hash) {
    return (int) hash & (hashes.length - 1);
  }

  void addAll(RecentKeys other) {
    for (int i = 0; i < other.seqs.length; i++) {
      if (other.seqs[i] != 0) {
        add(other.hashes[i], other.seqs[i]);
      }
    }
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(seqs, 0);
      size = 0;
    }
  }

  int size() {
    return size;
  }

  /** All of them, by hash. */
  KeyEntries sorted() {
    KeyEntries entries = new KeyEntries(size);
    for (int i = 0; i < seqs.length; i++) {
      if (seqs[i] != 0) {
        entries.add(hashes[i], seqs[i]);
      }
    }
    entries.sort();
    return entries;
  }
}
