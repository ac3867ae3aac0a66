package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index of keys in order, in short transactions: writes new keys as a run, makes one run
 * of several, and deletes those. For one thread.
 */
final class KeyUpkeep {
  /** So many runs of a level become one of the next. */
  private static final int RUNS = 8;

  /** From here on, keys of events that have been removed are left out. */
  private static final int LEVEL_OF_OLD = 2;

  private static final int BLOCKS_DELETED_AT_ONCE = 64;

  private final KeyIndex index;
  private final Steps steps;
  private long lastId;

  /** There may be blocks of a run that was not finished; they would be in the way of the next. */
  private boolean unfinished = true;

  /**
   * @param lastId of the newest run; blocks of later ones are what is left of unfinished runs
   */
  KeyUpkeep(KeyIndex index, Steps steps, long lastId) {
    this.index = index;
    this.steps = steps;
    this.lastId = lastId;
  }

  /** Does all that is to be done now. */
  void run() throws InterruptedException {
    while (unfinished) {
      unfinished =
          steps.change(
              (connection, effects) ->
                  KeyBlocks.deleteFrom(connection, lastId + 1, BLOCKS_DELETED_AT_ONCE) > 0);
    }
    RecentKeys leaving = index.leaving();
    if (leaving != null) {
      KeyRun run = write(leaving);
      index.left(run);
    }
    List<KeyRun> due = due();
    while (!due.isEmpty()) {
      merge(due);
      due = due();
    }
    for (KeyRun run : obsolete()) {
      delete(run);
    }
  }

  private KeyRun write(RecentKeys keys) throws InterruptedException {
    KeyEntries entries = keys.sorted();
    KeyRunWriter writer = begin(0, entries.size());
    for (int i = 0; i < entries.size(); i++) {
      if (writer.add(entries.hash(i), entries.seq(i))) {
        write(writer.next());
      }
    }
    KeyRun run = finish(writer, List.of());
    if (run == null) {
      throw new IllegalStateException("there were no keys to write");
    }
    return run;
  }

  private KeyRunWriter begin(int level, long most) {
    unfinished = true;
    return new KeyRunWriter(lastId + 1, level, most);
  }

  private void write(KeyRunWriter.Part part) throws InterruptedException {
    steps.change(
        (connection, effects) -> {
          part.write(connection);
          return true;
        });
  }

  private @Nullable KeyRun finish(KeyRunWriter writer, List<KeyRun> merged)
      throws InterruptedException {
    KeyRun run = writer.last();
    KeyRunWriter.Part part = writer.next();
    steps.change(
        (connection, effects) -> {
          part.write(connection);
          if (run != null) {
            run.insert(connection);
          }
          KeyRun.setObsolete(connection, merged);
          return true;
        });
    lastId++;
    unfinished = false;
    return run;
  }

  private List<KeyRun> due() {
    Map<Integer, List<KeyRun>> levels =
        index.runs().stream()
            .collect(Collectors.groupingBy(KeyRun::level, TreeMap::new, Collectors.toList()));
    for (List<KeyRun> level : levels.values()) {
      if (level.size() >= RUNS) {
        return level.stream()
            .sorted(Comparator.comparingLong(KeyRun::firstSeq))
            .limit(RUNS)
            .toList();
      }
    }
    return List.of();
  }

  private void merge(List<KeyRun> runs) throws InterruptedException {
    int level = runs.get(0).level() + 1;
    KeyRunWriter writer = begin(level, runs.stream().mapToLong(KeyRun::entries).sum());
    PriorityQueue<Cursor> cursors =
        new PriorityQueue<>(Comparator.comparingLong(Cursor::hash).thenComparingLong(Cursor::seq));
    for (KeyRun run : runs) {
      Cursor cursor = new Cursor(run, level >= LEVEL_OF_OLD);
      if (cursor.next()) {
        cursors.add(cursor);
      }
    }
    while (!cursors.isEmpty()) {
      Cursor next = cursors.remove();
      if (writer.add(next.hash(), next.seq())) {
        write(writer.next());
      }
      if (next.next()) {
        cursors.add(next);
      }
    }
    KeyRun merged = finish(writer, runs);
    index.replaced(runs, merged);
  }

  private List<KeyRun> obsolete() throws InterruptedException {
    return steps.read(
        "looking for parts of the index of keys that are not needed any more",
        connection ->
            KeyRun.all(connection).stream().filter(r -> r.level() == KeyRun.OBSOLETE).toList());
  }

  private void delete(KeyRun run) throws InterruptedException {
    for (int from = 0; from < run.blocks(); from += BLOCKS_DELETED_AT_ONCE) {
      int first = from;
      int end = from + BLOCKS_DELETED_AT_ONCE;
      steps.change(
          (connection, effects) -> {
            KeyBlocks.delete(connection, run.id(), first, end);
            if (end >= run.blocks()) {
              run.delete(connection);
            }
            return true;
          });
    }
  }

  /** Goes through the entries of one run. */
  private final class Cursor {
    private final KeyRun run;
    private final boolean onlyKept;
    private KeyEntries entries = new KeyEntries(0);
    private int at = -1;
    private int block;

    Cursor(KeyRun run, boolean onlyKept) {
      this.run = run;
      this.onlyKept = onlyKept;
    }

    /** Goes to the next entry; false when there is none. */
    boolean next() throws InterruptedException {
      at++;
      while (at == entries.size() && block < run.blocks()) {
        entries = read(KeyBlocks.id(run.id(), block++));
        at = 0;
      }
      return at < entries.size();
    }

    long hash() {
      return entries.hash(at);
    }

    long seq() {
      return entries.seq(at);
    }

    private KeyEntries read(long id) throws InterruptedException {
      return steps.read(
          "reading the index of keys",
          connection -> {
            byte[] bytes = KeyBlocks.reader(connection).read(id);
            if (bytes == null) {
              throw new SQLException("the index of keys lacks a block of its run " + run.id());
            }
            KeyEntries all = KeyEntries.of(bytes);
            return onlyKept ? kept(connection, all) : all;
          });
    }
  }

  /** Those of events, or of claimed keys, that are still there. */
  private static KeyEntries kept(Connection connection, KeyEntries entries) throws SQLException {
    List<String> seqs = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      seqs.add(Long.toString(entries.seq(i)));
    }
    String among = String.join(",", seqs);
    Set<Long> there = new HashSet<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select seq from event where seq in ("
                    + among
                    + ") union select seq from duplicate_key where seq in ("
                    + among
                    + ")");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        there.add(rows.getLong(1));
      }
    }
    KeyEntries kept = new KeyEntries(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      if (there.contains(entries.seq(i))) {
        kept.add(entries.hash(i), entries.seq(i));
      }
    }
    return kept;
  }
}
