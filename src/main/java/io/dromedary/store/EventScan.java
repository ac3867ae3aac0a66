package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the events that a filter means, by the accept sequence, in reads that are each over
 * soon however few are meant: a read looks at a span of the sequence, which grows and shrinks with
 * what the last one took. Not thread-safe.
 */
final class EventScan {
  private static final long FIRST_SPAN = 500;
  private static final long MAX_SPAN = 20_000;
  private static final long SHORT_READ_NANOS = 20_000_000;
  private static final long A_WHILE_NANOS = 500_000_000;
  private static final long LONG_READ_NANOS = 200_000_000;

  private final Database database;
  private final EventFilter filter;
  private final boolean newestFirst;
  private final FilterSql sql;
  private final LongSupplier nanos;
  private long at;
  private final long end;
  private long span = FIRST_SPAN;
  private boolean over;

  private EventScan(
      Database database,
      EventFilter filter,
      boolean newestFirst,
      long at,
      long end,
      LongSupplier nanos) {
    this.database = database;
    this.filter = filter;
    this.newestFirst = newestFirst;
    this.sql = new FilterSql(filter, newestFirst);
    this.at = at;
    this.end = end;
    this.nanos = nanos;
  }

  /** From the oldest to the newest: those beyond {@code after}, up to {@code last}. */
  static EventScan oldestFirst(Database database, EventFilter filter, long after, long last) {
    return new EventScan(database, filter, false, after, last, System::nanoTime);
  }

  /** From the newest to the oldest: those before {@code before}. */
  static EventScan newestFirst(Database database, EventFilter filter, long before) {
    return new EventScan(database, filter, true, before, Long.MIN_VALUE, System::nanoTime);
  }

  /** Everything up to here has been looked at. */
  long at() {
    return at;
  }

  /** Whether everything has been. */
  boolean isOver() {
    return over;
  }

  /** The next ones, at most {@code max}; none when the search takes a while, or is over. */
  List<Match> next(int max) {
    long began = nanos.getAsLong();
    List<Match> found = new ArrayList<>();
    while (!over && found.isEmpty() && nanos.getAsLong() - began < A_WHILE_NANOS) {
      found = some(max);
    }
    return found;
  }

  private List<Match> some(int max) {
    long began = nanos.getAsLong();
    List<Match> found = database.read("looking for events", connection -> read(connection, max));
    long took = nanos.getAsLong() - began;
    if (took > LONG_READ_NANOS) {
      span = Math.max(1, span / 4);
    } else if (took < SHORT_READ_NANOS) {
      span = Math.min(MAX_SPAN, span * 2);
    }
    return found;
  }

  private List<Match> read(Connection connection, int max) throws SQLException {
    Long place = place(connection);
    if (place == null || beyond(place, end)) {
      over = true;
      return List.of();
    }
    long bound = newestFirst ? place - span + 1 : Math.min(end, place + span - 1);
    List<Match> found = matches(connection, place, bound, max);
    at = found.size() == max ? found.get(max - 1).event().seq() : bound;
    return found;
  }

  private List<Match> matches(Connection connection, long place, long bound, int max)
      throws SQLException {
    List<Match> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql.matches())) {
      sql.bind(select, Math.min(place, bound), Math.max(place, bound));
      try (ResultSet rows = select.executeQuery()) {
        boolean more = rows.next();
        while (more && found.size() < max) {
          EventSummary event = Summaries.event(rows);
          List<DeliverySummary> deliveries = new ArrayList<>();
          do {
            DeliverySummary delivery = Summaries.delivery(rows);
            if (delivery != null) {
              deliveries.add(delivery);
            }
            more = rows.next();
          } while (more && rows.getLong(1) == event.seq());
          if (filter.type() == null || filter.type().matches(event.system(), event.eventType())) {
            found.add(new Match(event, deliveries));
          }
        }
      }
    }
    return found;
  }

  private @Nullable Long place(Connection connection) throws SQLException {
    if (filter.source() != null && filter.eventId() != null) {
      OptionalLong one = database.find(connection, filter.source(), filter.eventId());
      return one.isPresent() && beyond(one.getAsLong(), at) ? one.getAsLong() : null;
    }
    Long nearest = null;
    for (String select : FilterSql.places(filter, newestFirst)) {
      try (PreparedStatement statement = connection.prepareStatement(select)) {
        statement.setLong(1, at);
        try (ResultSet rows = statement.executeQuery()) {
          if (rows.next()) {
            long place = rows.getLong(1);
            if (!rows.wasNull() && (nearest == null || beyond(nearest, place))) {
              nearest = place;
            }
          }
        }
      }
    }
    return nearest;
  }

  /** Whether the scan comes to {@code one} after {@code other}. */
  private boolean beyond(long one, long other) {
    return newestFirst ? one < other : one > other;
  }
}
