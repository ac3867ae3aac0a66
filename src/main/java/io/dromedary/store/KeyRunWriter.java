package io.dromedary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run of entries that come by hash. It is there when its last part has been written; what
 * is left of an unfinished one is deleted when the store is opened.
 */
final class KeyRunWriter {
  /** Written in one transaction: short enough that commits hardly notice. */
  private static final int BLOCKS_AT_ONCE = 32;

  private final long id;
  private final int level;
  private final KeyFilter filter;
  private final KeyEntries filling = new KeyEntries(KeyBlocks.ENTRIES);
  private final List<byte[]> waiting = new ArrayList<>();
  private long[] firstHashes;
  private int blocks;
  private long entries;
  private long firstSeq = Long.MAX_VALUE;
  private long lastSeq;

  /**
   * @param most at most so many entries will come
   */
  KeyRunWriter(long id, int level, long most) {
    this.id = id;
    this.level = level;
    this.filter = KeyFilter.forEntries(most);
    this.firstHashes = new long[Math.toIntExact(most / KeyBlocks.ENTRIES + 1)];
  }

  /** Adds one. Returns whether what has come is worth a transaction. */
  boolean add(long hash, long seq) {
    filling.add(hash, seq);
    filter.add(hash);
    entries++;
    firstSeq = Math.min(firstSeq, seq);
    lastSeq = Math.max(lastSeq, seq);
    if (filling.size() == KeyBlocks.ENTRIES) {
      block();
    }
    return waiting.size() >= BLOCKS_AT_ONCE;
  }

  private void block() {
    if (filling.size() > 0) {
      if (blocks == firstHashes.length) {
        firstHashes = Arrays.copyOf(firstHashes, 2 * blocks);
      }
      firstHashes[blocks++] = filling.hash(0);
      waiting.add(filling.block(0, filling.size()));
      filling.clear();
    }
  }

  /** The blocks that wait to be written. */
  List<byte[]> blocks() {
    return List.copyOf(waiting);
  }

  /** What waits, to be written in a transaction. */
  Part next() {
    int first = blocks - waiting.size();
    List<byte[]> part = blocks();
    waiting.clear();
    return connection -> KeyBlocks.insert(connection, id, first, part);
  }

  /**
   * The run, when all have come; its last part and itself are to be written in one transaction.
   * Null when nothing came: then there is no run.
   */
  @Nullable KeyRun last() {
    block();
    return entries == 0
        ? null
        : new KeyRun(
            id,
            level,
            entries,
            blocks,
            firstSeq,
            lastSeq,
            filter,
            Arrays.copyOf(firstHashes, blocks));
  }

  /** Some blocks. */
  @FunctionalInterface
  interface Part {
    void write(Connection connection) throws SQLException;
  }
}
