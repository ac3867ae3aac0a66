package io.dromedary.host;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks into the store of a host past its code: by JDBC, at the tables. */
final class HostStore {
  /** Where its database is. */
  interface Connections {
    Connection open() throws SQLException;
  }

  private final Connections connections;
  private final String schema;

  /**
   * @param schema what stands before the name of a table
   */
  HostStore(Connections connections, String schema) {
    this.connections = connections;
    this.schema = schema;
  }

  /** Id and state of each event, in the order of their acceptance. */
  List<String> events() throws SQLException {
    return rows("select event_id || ' ' || state from " + schema + "event order by seq");
  }

  /** Event, target and state of each delivery. */
  List<String> deliveries() throws SQLException {
    return rows(
        "select e.event_id || ' ' || d.target || ' ' || d.state from %1$sdelivery d join %1$sevent e on e.seq = d.event_seq order by d.id"
            .formatted(schema));
  }

  /** The bytes that were kept of an event. */
  byte[] body(String eventId) throws SQLException {
    try (Connection connection = connections.open();
        var statement =
            connection.prepareStatement(
                "select body from " + schema + "event where event_id = ?")) {
      statement.setString(1, eventId);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getBytes(1) : new byte[0];
      }
    }
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
