package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index of keys up to date when a store is opened: the keys of the newest events were in
 * memory only; after an upgrade, or in a copy of another database, those of all events are missing.
 */
final class KeyRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRecovery.class);

  /** So many events are looked at with one read. */
  private static final long SPAN = 8192;

  private static final long WORTH_A_WORD = 20 * SPAN;

  private final Connection connection;
  private final int run;
  private RecentKeys recent = new RecentKeys();
  private long lastId;

  private KeyRecovery(Connection connection, int run) {
    this.connection = connection;
    this.run = run;
  }

  /**
   * An index.
   *
   * @param lastId of its newest run; blocks of later ones are what is left of unfinished runs
   */
  record Recovered(KeyIndex index, long lastId) {}

  /**
   * Reads the index, and completes it.
   *
   * @param connection may write, and is not in a transaction
   * @param run so many keys are made a run
   */
  static Recovered of(Connection connection, int run) throws SQLException {
    return new KeyRecovery(connection, run).recover();
  }

  private Recovered recover() throws SQLException {
    List<KeyRun> runs = KeyRun.all(connection);
    lastId = runs.stream().mapToLong(KeyRun::id).max().orElse(0);
    long indexed = runs.stream().mapToLong(KeyRun::lastSeq).max().orElse(0);
    long last = last();
    if (last - indexed > WORTH_A_WORD) {
      LOG.info(
          "The store makes its index of the keys of {} event(s) anew; that is done once",
          last - indexed);
    }
    for (long from = indexed + 1; from <= last; from += SPAN) {
      keys(from, from + SPAN);
      ids(from, from + SPAN);
      if (recent.size() >= run) {
        write();
      }
    }
    KeyIndex index =
        new KeyIndex(
            KeyRun.all(connection).stream().filter(r -> r.level() != KeyRun.OBSOLETE).toList(),
            run);
    index.recovered(recent);
    return new Recovered(index, lastId);
  }

  private long last() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select max(coalesce((select max(seq) from event), 0),"
                    + " coalesce((select max(seq) from duplicate_key), 0))")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private void keys(long from, long before) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select seq, source, key from duplicate_key where seq >= ? and seq < ?")) {
      select.setLong(1, from);
      select.setLong(2, before);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          recent.add(KeyHash.of(rows.getString(2), rows.getString(3)), rows.getLong(1));
        }
      }
    }
  }

  private void ids(long from, long before) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select seq, source, event_id from event where seq >= ? and seq < ?")) {
      select.setLong(1, from);
      select.setLong(2, before);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long seq = rows.getLong(1);
          String id = rows.getString(3);
          long hash = KeyHash.of(rows.getString(2), id);
          if (!EventIds.isMade(id, seq) && !recent.holds(hash, seq)) {
            recent.add(hash, seq);
          }
        }
      }
    }
  }

  private void write() throws SQLException {
    KeyEntries entries = recent.sorted();
    KeyRunWriter writer = new KeyRunWriter(++lastId, 0, entries.size());
    for (int i = 0; i < entries.size(); i++) {
      writer.add(entries.hash(i), entries.seq(i));
    }
    KeyRun run = writer.last();
    connection.setAutoCommit(false);
    try {
      KeyBlocks.deleteFrom(connection, lastId);
      writer.next().write(connection);
      if (run != null) {
        run.insert(connection);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
    recent = new RecentKeys();
  }
}
