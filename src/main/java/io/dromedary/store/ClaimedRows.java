package io.dromedary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The columns of what is claimed, and what they are read as; the same on each database. */
final class ClaimedRows {
  /** More bodies than this are not taken into memory at once, but one always is. */
  static final long MAX_BYTES = 4L << 20;

  /** Columns 1 to 13, of an event {@code e}. */
  static final String EVENT =
      "e.seq, e.source, e.event_id, e.event_type, e.system, e.domain, e.subscription,"
          + " e.enqueued_at, e.received_at, e.body, e.runs, e.generation, e.order_key";

  /** Seven columns more, of a delivery {@code d}. */
  static final String DELIVERY =
      "d.id, d.target, d.body, d.headers, d.generation, d.attempts, d.tried";

  private ClaimedRows() {}

  /** The generation of the event. */
  static int generation(ResultSet rows) throws SQLException {
    return rows.getInt(12);
  }

  static StoredEvent event(ResultSet rows, long token) throws SQLException {
    return new StoredEvent(
        rows.getLong(1),
        token,
        rows.getString(2),
        rows.getString(3),
        rows.getString(4),
        rows.getString(5),
        rows.getString(6),
        rows.getString(7),
        Summaries.time(rows, 8),
        Instant.ofEpochMilli(rows.getLong(9)),
        rows.getString(13),
        rows.getBytes(10),
        rows.getInt(11));
  }

  /**
   * A delivery of this event.
   *
   * @param first the number of the first column of {@link #DELIVERY}
   */
  static StoredDelivery delivery(ResultSet rows, int first, long token, StoredEvent event)
      throws SQLException {
    return new StoredDelivery(
        rows.getLong(first),
        token,
        rows.getString(first + 1),
        event,
        rows.getBytes(first + 2),
        rows.getString(first + 3),
        rows.getInt(first + 4),
        rows.getInt(first + 5),
        rows.getInt(first + 6));
  }
}
