package io.dromedary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events that a key may belong to: by hash, so that what is found is to be compared.
 *
 * <p>An index of the database on random texts would have a page of its own written with each key.
 * Here the keys of the newest events are in memory only, and come into the database together and
 * sorted, as a run; several runs are made into a larger one. After a crash those that are in no run
 * are read from the rows of the events. See docs/decisions/0049.
 *
 * <p>Added to by the writer thread, inside a transaction; asked by any thread.
 */
final class KeyIndex {
  /** So many keys are worth a run: few enough to be read again quickly after a crash. */
  static final int RUN = 16_384;

  private final int run;

  /** Of the transaction that is under way. Used by the writer thread only. */
  private final RecentKeys pending = new RecentKeys();

  private RecentKeys recent = new RecentKeys();
  private @Nullable RecentKeys leaving;
  private List<KeyRun> runs;
  private Runnable full = () -> {};

  /**
   * @param runs those that are in the database
   * @param run so many keys are made a new one
   */
  KeyIndex(List<KeyRun> runs, int run) {
    this.run = run;
    this.runs = newestFirst(runs);
  }

  private static List<KeyRun> newestFirst(List<KeyRun> runs) {
    List<KeyRun> sorted = new ArrayList<>(runs);
    sorted.sort(Comparator.comparingLong(KeyRun::lastSeq).reversed());
    return List.copyOf(sorted);
  }

  /** Who is told, on the writer thread, when there are keys enough for a run. */
  synchronized void onFull(Runnable listener) {
    full = listener;
  }

  /** Keys whose events are in the database, and which are in no run. Before the first use. */
  synchronized void recovered(RecentKeys keys) {
    recent.addAll(keys);
  }

  /** Adds a key in the transaction that is under way. */
  void add(long hash, long seq) {
    pending.add(hash, seq);
  }

  void committed() {
    if (pending.size() == 0) {
      return;
    }
    Runnable tell = () -> {};
    synchronized (this) {
      recent.addAll(pending);
      if (leaving == null && recent.size() >= run) {
        leaving = recent;
        recent = new RecentKeys();
        tell = full;
      }
    }
    pending.clear();
    tell.run();
  }

  void rolledBack() {
    pending.clear();
  }

  /** The events that may have this key, the newest first, as the transaction under way sees it. */
  long[] findPending(long hash, KeyBlocks.Reader reader) throws SQLException {
    return find(hash, reader, true);
  }

  /** The events that may have this key, the newest first. */
  long[] find(long hash, Connection connection) throws SQLException {
    return find(hash, KeyBlocks.reader(connection), false);
  }

  private long[] find(long hash, KeyBlocks.Reader reader, boolean inTransaction)
      throws SQLException {
    Found found = new Found();
    List<KeyRun> looked = List.of();
    KeyRun gone;
    do {
      found.clear();
      List<KeyRun> now = recent(hash, found);
      gone = null;
      for (KeyRun run : now) {
        if (gone == null && !run.find(hash, reader, found)) {
          gone = run;
        }
      }
      // It has become part of another one meanwhile; but then there are others now.
      if (gone != null && now.equals(looked)) {
        throw new SQLException("the index of keys lacks a block of its run " + gone.id());
      }
      looked = now;
    } while (gone != null);
    if (inTransaction) {
      pending.find(hash, found);
    }
    return found.newestFirst();
  }

  private synchronized List<KeyRun> recent(long hash, Found found) {
    recent.find(hash, found);
    if (leaving != null) {
      leaving.find(hash, found);
    }
    return runs;
  }

  /** The keys that are to become a run; null when there are not enough. */
  synchronized @Nullable RecentKeys leaving() {
    return leaving;
  }

  /** The keys that were leaving are in a run now. */
  synchronized void left(KeyRun run) {
    leaving = null;
    replaced(List.of(), run);
  }

  /** Some runs have become one, or none when nothing in them was worth keeping. */
  synchronized void replaced(List<KeyRun> old, @Nullable KeyRun merged) {
    List<KeyRun> now = new ArrayList<>(runs);
    now.removeAll(old);
    if (merged != null) {
      now.add(merged);
    }
    runs = newestFirst(now);
  }

  synchronized List<KeyRun> runs() {
    return runs;
  }

  private static final class Found implements LongConsumer {
    private static final long[] NONE = {};

    private long[] seqs = NONE;
    private int size;

    @Override
    public void accept(long seq) {
      if (size == seqs.length) {
        seqs = Arrays.copyOf(seqs, Math.max(4, 2 * size));
      }
      seqs[size++] = seq;
    }

    void clear() {
      size = 0;
    }

    long[] newestFirst() {
      if (size == 0) {
        return NONE;
      }
      long[] sorted = Arrays.copyOf(seqs, size);
      Arrays.sort(sorted);
      for (int i = 0; i < size / 2; i++) {
        long other = sorted[i];
        sorted[i] = sorted[size - 1 - i];
        sorted[size - 1 - i] = other;
      }
      return sorted;
    }
  }
}
