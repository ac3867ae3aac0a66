package io.dromedary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the columns that {@link FilterSql} selects. */
final class Summaries {
  private Summaries() {}

  static EventSummary event(ResultSet rows) throws SQLException {
    EventState state = EventState.of(rows.getString(10));
    String stage = rows.getString(11);
    return new EventSummary(
        rows.getLong(1),
        rows.getString(2),
        rows.getString(3),
        rows.getString(4),
        rows.getString(5),
        rows.getString(6),
        rows.getString(7),
        time(rows, 8),
        Instant.ofEpochMilli(rows.getLong(9)),
        state,
        stage == null ? null : Stage.valueOf(stage.toUpperCase(Locale.ROOT)),
        rows.getString(12),
        rows.getString(13),
        rows.getInt(14),
        state == EventState.ACCEPTED ? Instant.ofEpochMilli(rows.getLong(15)) : null,
        time(rows, 16),
        rows.getInt(17));
  }

  /** Null for an event without any that is meant. */
  static @Nullable DeliverySummary delivery(ResultSet rows) throws SQLException {
    long id = rows.getLong(18);
    if (rows.wasNull()) {
      return null;
    }
    DeliveryState state = DeliveryState.valueOf(rows.getString(20).toUpperCase(Locale.ROOT));
    return new DeliverySummary(
        id,
        rows.getString(19),
        state,
        rows.getString(21),
        rows.getInt(22) == 1,
        rows.getInt(23),
        rows.getInt(24),
        rows.getInt(25),
        state == DeliveryState.PENDING ? KeyOrder.unlessHeld(time(rows, 26)) : null,
        time(rows, 27),
        rows.getString(28));
  }

  static @Nullable Instant time(ResultSet rows, int column) throws SQLException {
    long millis = rows.getLong(column);
    return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
