package io.dromedary.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts what is stored; the same SQL on each database. */
final class Counts {
  private Counts() {}

  static Counters.Counted of(Connection reader) throws SQLException {
    return new Counters.Counted(unrouted(reader), pendingDeliveries(reader), deadLetters(reader));
  }

  private static long unrouted(Connection reader) throws SQLException {
    return count(reader, "select 'all', count(*) from event where state = 'accepted'")
        .getOrDefault("all", 0L);
  }

  private static Map<String, Long> pendingDeliveries(Connection reader) throws SQLException {
    return count(
        reader, "select target, count(*) from delivery where state = 'pending' group by target");
  }

  private static Map<Stage, Long> deadLetters(Connection reader) throws SQLException {
    Map<Stage, Long> dead = new EnumMap<>(Stage.class);
    count(reader, "select stage, count(*) from event where state = 'parked' group by stage")
        .forEach((stage, n) -> dead.put(Stage.valueOf(stage.toUpperCase(Locale.ROOT)), n));
    count(reader, "select 'all', count(*) from delivery where state = 'dead'")
        .forEach((all, n) -> dead.put(Stage.DELIVERY, n));
    return dead;
  }

  private static Map<String, Long> count(Connection reader, String sql) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }
}
