package io.dromedary.runtime;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a store as another process sees them: in its file. */
final class StoredRows {
  private final Path file;

  StoredRows(Path file) {
    this.file = file;
  }

  /** One row of table {@code event}. */
  record Event(
      String source,
      String eventId,
      @Nullable String eventType,
      @Nullable String system,
      @Nullable String domain,
      byte[] body,
      String state,
      @Nullable String marks,
      @Nullable String stage) {}

  /** All events, oldest first. */
  List<Event> events() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select source, event_id, event_type, system, domain, body, state, marks, stage"
                    + " from event order by seq")) {
      List<Event> events = new ArrayList<>();
      while (rows.next()) {
        events.add(
            new Event(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getBytes(6),
                rows.getString(7),
                rows.getString(8),
                rows.getString(9)));
      }
      return events;
    }
  }

  /** A connection of its own, for example to lock the file. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
