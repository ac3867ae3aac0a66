package io.dromedary.runtime;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a store as another process sees them. */
final class StoredRows {
  private final String url;

  private StoredRows(String url) {
    this.url = url;
  }

  /** The store that a runtime was set up with. */
  static StoredRows of(Settings settings) {
    Settings.SharedStore shared = settings.sharedStore();
    return new StoredRows(
        shared == null
            ? "jdbc:sqlite:" + settings.storeFile()
            : shared.url() + "&user=" + shared.user());
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
    return DriverManager.getConnection(url);
  }

  /** Nothing is accepted until this transaction ends. */
  void lock(Statement statement) throws SQLException {
    if (url.startsWith("jdbc:sqlite:")) {
      statement.execute("begin immediate");
    } else {
      statement.execute("begin");
      statement.execute("lock table duplicate_key in access exclusive mode");
    }
  }
}
