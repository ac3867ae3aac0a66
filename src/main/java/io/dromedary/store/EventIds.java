package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * Finds an event by its id, in SQLite. An id that was made ends with the {@code seq} of its event;
 * one that came with the event is in the index of keys.
 */
final class EventIds {
  /** The source and the id of an event. */
  static final String SELECT = "select source, event_id from event where seq = ?";

  private static final int MOST_DIGITS = 18;

  private EventIds() {}

  /** An id that no provider has given to an event of the source. */
  static String made(String from, long seq) {
    return from + "-" + seq;
  }

  /** Whether that is the end of an id that was made for this event. */
  static boolean isMade(String id, long seq) {
    return id.endsWith("-" + seq);
  }

  /** The number at the end of an id that was made; 0 when it has none. */
  private static long seqIn(String id) {
    int dash = id.lastIndexOf('-');
    int digits = id.length() - dash - 1;
    if (dash < 0 || digits < 1 || digits > MOST_DIGITS) {
      return 0;
    }
    for (int i = dash + 1; i < id.length(); i++) {
      if (id.charAt(i) < '0' || id.charAt(i) > '9') {
        return 0;
      }
    }
    return Long.parseLong(id, dash + 1, id.length(), 10);
  }

  /** The event of a source that is called so. */
  static OptionalLong find(Connection reader, KeyIndex index, String source, String id)
      throws SQLException {
    try (PreparedStatement select = reader.prepareStatement(SELECT)) {
      return find(select, source, id, () -> index.find(KeyHash.of(source, id), reader));
    }
  }

  /**
   * The event of a source that is called so.
   *
   * @param select {@link #SELECT}, prepared
   * @param indexed the events that the index has for this id
   */
  static OptionalLong find(PreparedStatement select, String source, String id, Indexed indexed)
      throws SQLException {
    long made = seqIn(id);
    if (made > 0 && is(select, made, source, id)) {
      return OptionalLong.of(made);
    }
    for (long seq : indexed.find()) {
      if (is(select, seq, source, id)) {
        return OptionalLong.of(seq);
      }
    }
    return OptionalLong.empty();
  }

  /** Looks into the index, when that is needed. */
  @FunctionalInterface
  interface Indexed {
    long[] find() throws SQLException;
  }

  private static boolean is(PreparedStatement select, long seq, String source, String id)
      throws SQLException {
    select.setLong(1, seq);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() && source.equals(rows.getString(1)) && id.equals(rows.getString(2));
    }
  }
}
