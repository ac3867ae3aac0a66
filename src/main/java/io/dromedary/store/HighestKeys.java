package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The highest key that each table ever gave out. A copy goes on from there: a key that was given to
 * a row which is gone is part of what others know of it, and is not given again.
 */
final class HighestKeys {
  private static final Map<String, String> KEYS =
      Map.of("event", "seq", "delivery", "id", "replay", "id");

  private final Map<String, Long> byTable;

  private HighestKeys(Map<String, Long> byTable) {
    this.byTable = byTable;
  }

  static HighestKeys read(Connection connection, Dialect dialect) throws SQLException {
    Map<String, Long> highest = new LinkedHashMap<>();
    for (String table : KEYS.keySet()) {
      if (StoreCounts.has(connection, table)) {
        highest.put(table, read(connection, dialect, table));
      }
    }
    return new HighestKeys(highest);
  }

  private static long read(Connection connection, Dialect dialect, String table)
      throws SQLException {
    String sql =
        switch (dialect) {
          case SQLITE -> "select seq from sqlite_sequence where name = '" + table + "'";
          case POSTGRESQL ->
              "select coalesce(pg_sequence_last_value(pg_get_serial_sequence('"
                  + table
                  + "', '"
                  + KEYS.get(table)
                  + "')::regclass), 0)";
        };
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  void write(Connection connection, Dialect dialect) throws SQLException {
    for (Map.Entry<String, Long> highest : byTable.entrySet()) {
      if (highest.getValue() > 0 && StoreCounts.has(connection, highest.getKey())) {
        write(connection, dialect, highest.getKey(), highest.getValue());
      }
    }
  }

  private static void write(Connection connection, Dialect dialect, String table, long highest)
      throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      try (PreparedStatement set =
          connection.prepareStatement("select setval(pg_get_serial_sequence(?, ?), ?)")) {
        set.setString(1, table);
        set.setString(2, KEYS.get(table));
        set.setLong(3, highest);
        set.executeQuery().close();
      }
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from sqlite_sequence where name = '" + table + "'");
      statement.executeUpdate(
          "insert into sqlite_sequence values ('" + table + "', " + highest + ")");
    }
  }
}
