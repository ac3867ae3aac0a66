package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How many rows each table holds, by state: all of them, counted now. What comes or goes meanwhile
 * may be counted or not.
 *
 * @param byTable the tables in the order of an event's way; for each, its states and their counts
 */
public record StoreCounts(Map<String, Map<String, Long>> byTable) {
  /** A range of rows that is counted well within the second that a read may take. */
  private static final long ROWS = 20_000;

  private static final List<Table> TABLES =
      List.of(
          new Table("event", "seq", "state", ROWS),
          new Table("delivery", "id", "state", ROWS),
          new Table("attempt", "delivery_id", "outcome", ROWS / 4),
          new Table("replay", "id", "state", ROWS),
          new Table("duplicate_key", "expires_at", "'claimed'", Duration.ofMinutes(10).toMillis()));

  private static final Watch UNWATCHED =
      new Watch() {
        @Override
        public void progress(long done, long total) {}

        @Override
        public boolean cancelled() {
          return false;
        }
      };

  /** Keys of a table lie close together, with gaps; {@code step} of them are counted at once. */
  private record Table(String name, String key, String state, long step) {}

  /** Reads on a connection, or on one for each read. */
  @FunctionalInterface
  private interface Reader {
    <R> R read(Database.Read<R> read) throws SQLException;
  }

  /**
   * Counts in short reads.
   *
   * @param watch may end the counting early; then only what was counted so far is returned
   */
  public static StoreCounts of(Database database, Watch watch) {
    Reader shortReads =
        new Reader() {
          @Override
          public <R> R read(Database.Read<R> read) {
            return database.read("counting what the store holds", read);
          }
        };
    try {
      return count(shortReads, watch);
    } catch (SQLException e) {
      throw new StoreException("counting what the store holds", e);
    }
  }

  /** Whether any table has a row. */
  public static boolean holdAny(Database database) {
    return database.read("looking whether the store holds something", StoreCounts::holdAny);
  }

  static boolean holdAny(Connection connection) throws SQLException {
    for (Table table : TABLES) {
      if (has(connection, table.name()) && first(connection, table, Long.MIN_VALUE).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Counts on one connection: exact, when that is inside a transaction. */
  static StoreCounts of(Connection connection) throws SQLException {
    Reader one =
        new Reader() {
          @Override
          public <R> R read(Database.Read<R> read) throws SQLException {
            return read.from(connection);
          }
        };
    return count(one, UNWATCHED);
  }

  /** Whether there is such a table: not every version of every database has all. */
  static boolean has(Connection connection, String table) throws SQLException {
    try (ResultSet found =
        connection.getMetaData().getTables(null, connection.getSchema(), table, null)) {
      return found.next();
    }
  }

  private static StoreCounts count(Reader reader, Watch watch) throws SQLException {
    Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
    long done = 0;
    for (Table table : TABLES) {
      if (!reader.read(connection -> has(connection, table.name()))) {
        continue;
      }
      Map<String, Long> states = new TreeMap<>();
      counts.put(table.name(), states);
      long last = Long.MIN_VALUE;
      while (!watch.cancelled()) {
        long after = last;
        OptionalLong end = reader.read(connection -> addRange(connection, table, after, states));
        if (end.isEmpty()) {
          break;
        }
        last = end.getAsLong();
        long counted = states.values().stream().mapToLong(Long::longValue).sum();
        watch.progress(done + counted, 0);
      }
      done += states.values().stream().mapToLong(Long::longValue).sum();
    }
    return new StoreCounts(counts);
  }

  /** Counts the next range of keys. Returns its last key; empty when there is none. */
  private static OptionalLong addRange(
      Connection connection, Table table, long after, Map<String, Long> states)
      throws SQLException {
    OptionalLong first = first(connection, table, after);
    if (first.isEmpty()) {
      return first;
    }
    long last = first.getAsLong() + table.step() - 1;
    String sql =
        "select %s, count(*) from %s where %s between ? and ? group by 1"
            .formatted(table.state(), table.name(), table.key());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, first.getAsLong());
      select.setLong(2, last);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          states.merge(rows.getString(1), rows.getLong(2), Long::sum);
        }
      }
    }
    return OptionalLong.of(last);
  }

  private static OptionalLong first(Connection connection, Table table, long after)
      throws SQLException {
    String sql =
        "select min(%s) from %s where %s > ?".formatted(table.key(), table.name(), table.key());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, after);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        long first = rows.getLong(1);
        return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(first);
      }
    }
  }

  /** The part that is in tables which both have. */
  StoreCounts in(StoreCounts other) {
    Map<String, Map<String, Long>> common = new LinkedHashMap<>(byTable);
    common.keySet().retainAll(other.byTable.keySet());
    return new StoreCounts(common);
  }

  /** All rows of all tables. */
  public long rows() {
    return byTable.values().stream()
        .flatMap(states -> states.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
