package io.dromedary.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * The places of the accept sequence that were taken since the last look. In a shared store a place
 * can be committed after later ones, as each node takes its places before it commits: so those of
 * the last seconds are looked at again. Not thread-safe.
 */
final class NewPlaces {
  /** What is committed later than this after one that follows it is not seen. */
  private static final long LATEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final Database database;
  private final int most;
  private final LongSupplier nanos;
  private final boolean ordered;
  private final Set<Long> seen = new HashSet<>();
  private final Deque<Reached> reached = new ArrayDeque<>();
  private long after;
  private long missed;

  /** How far a look came, and when. */
  private record Reached(long place, long nanoTime) {}

  /**
   * Begins behind a place.
   *
   * @param most how many places are looked at; earlier ones are missed
   */
  NewPlaces(Database database, long begin, int most, LongSupplier nanos) {
    this.database = database;
    this.most = most;
    this.nanos = nanos;
    this.ordered = database.dialect() == Database.Dialect.SQLITE;
    this.after = ordered ? begin : Math.max(0, begin - most);
    reached.add(new Reached(begin, nanos.getAsLong()));
    seen.addAll(taken(begin));
  }

  /** Whether a place was not taken when it was looked at. */
  boolean isNew(long place) {
    return place > after && !seen.contains(place);
  }

  /** Those up to a place that are new, in order; they are new no more. */
  SortedSet<Long> upTo(long last) {
    if (last - after > most) {
      long wanted = last - most;
      long known = seen.stream().filter(place -> place <= wanted).count();
      missed += Math.max(0, count(after, wanted) - known);
      after = wanted;
    }
    SortedSet<Long> fresh = taken(last);
    fresh.removeAll(seen);
    seen.addAll(fresh);
    long now = nanos.getAsLong();
    reached.add(new Reached(last, now));
    while (ordered || now - reached.getFirst().nanoTime() > LATEST_NANOS) {
      after = Math.max(after, reached.removeFirst().place());
      if (reached.isEmpty()) {
        break;
      }
    }
    seen.removeIf(place -> place <= after);
    return fresh;
  }

  /** How many events were missed since this was asked last. */
  long missed() {
    long now = missed;
    missed = 0;
    return now;
  }

  private SortedSet<Long> taken(long last) {
    return database.read(
        "looking for new events",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select seq from event where seq > ? and seq <= ?")) {
            select.setLong(1, after);
            select.setLong(2, last);
            SortedSet<Long> places = new TreeSet<>();
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                places.add(rows.getLong(1));
              }
            }
            return places;
          }
        });
  }

  private long count(long from, long to) {
    return database.read(
        "counting the events that were missed",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select count(*) from event where seq > ? and seq <= ?")) {
            select.setLong(1, from);
            select.setLong(2, to);
            try (ResultSet rows = select.executeQuery()) {
              return rows.next() ? rows.getLong(1) : 0;
            }
          }
        });
  }
}
