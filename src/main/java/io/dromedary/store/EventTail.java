package io.dromedary.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the events that a filter means as they are accepted, by any process that shares the
 * store. It reads what is committed, so whoever accepts knows nothing of it and does not wait for
 * it. Whoever asks too rarely misses events, and is told how many. Not thread-safe.
 */
public final class EventTail {
  /** At most so many events wait to be shown; older ones are missed. */
  static final int MOST_WAITING = 10_000;

  /** Clocks of nodes, and the order of receipt and commit, differ by less. */
  private static final Duration ORDER_OF_TIMES = Duration.ofMinutes(10);

  private static final int FIRST_STRIDE = 1_000;

  private final Database database;
  private final EventFilter filter;
  private final NewPlaces places;
  private final TreeSet<Long> waiting = new TreeSet<>();
  private final long begin;
  private @Nullable EventScan earlier;
  private long missed;

  /**
   * Begins with what is accepted from now on.
   *
   * @param nanos a clock that never jumps
   */
  public EventTail(Database database, EventFilter filter, LongSupplier nanos) {
    this.database = database;
    this.filter = filter;
    this.begin = newest();
    this.places = new NewPlaces(database, begin, MOST_WAITING, nanos);
  }

  /**
   * The newest of those that were accepted before it began, in the order in which they were.
   *
   * @param cancelled ends the search early; then there may be fewer
   */
  public List<Match> newest(int max, BooleanSupplier cancelled) {
    Instant since = filter.since();
    long first = since == null ? Long.MIN_VALUE : before(since);
    EventScan scan = EventScan.newestFirst(database, filter, begin + 1);
    List<Match> found = new ArrayList<>();
    while (found.size() < max && !scan.isOver() && scan.at() > first && !cancelled.getAsBoolean()) {
      found.addAll(known(scan.next(max - found.size())));
    }
    Collections.reverse(found);
    return found;
  }

  /** Those that were accepted before it began come first, as far back as the filter goes. */
  public void goBack() {
    Instant since = filter.since();
    earlier = EventScan.oldestFirst(database, filter, since == null ? 0 : before(since), begin);
  }

  /** What has come since the last call, in order; none when there is nothing, or not yet. */
  public List<Match> next(int max) {
    EventScan past = earlier;
    if (past != null) {
      List<Match> found = known(past.next(max));
      if (past.isOver() || past.at() >= begin) {
        earlier = null;
      }
      return found;
    }
    long newest = newest();
    waiting.addAll(places.upTo(newest));
    while (waiting.size() > MOST_WAITING) {
      waiting.pollFirst();
      missed++;
    }
    if (waiting.isEmpty()) {
      return List.of();
    }
    EventScan scan = EventScan.oldestFirst(database, filter, waiting.first() - 1, waiting.last());
    List<Match> found =
        scan.next(max).stream().filter(match -> waiting.contains(match.event().seq())).toList();
    if (scan.isOver()) {
      waiting.clear();
    } else {
      waiting.headSet(scan.at(), true).clear();
    }
    return found;
  }

  /** How many events were missed since this was asked last, whether meant by the filter or not. */
  public long missed() {
    long now = missed + places.missed();
    missed = 0;
    return now;
  }

  /** What is committed this moment comes as new, and only then. */
  private List<Match> known(List<Match> found) {
    return found.stream().filter(match -> !places.isNew(match.event().seq())).toList();
  }

  private long newest() {
    return number(
        "looking for the newest event",
        "select max(seq) from event where seq <= ?",
        Long.MAX_VALUE);
  }

  /** A place in the sequence before which nothing was received at a time or later. */
  private long before(Instant since) {
    long wanted = since.minus(ORDER_OF_TIMES).toEpochMilli();
    long stride = FIRST_STRIDE;
    for (long seq = begin; seq > 0; seq -= stride, stride *= 2) {
      long received =
          number(
              "looking for the events since " + since,
              "select received_at from event where seq <= ? order by seq desc limit 1",
              seq);
      if (received < wanted) {
        return seq;
      }
    }
    return 0;
  }

  private long number(String doing, String sql, long last) {
    return database.read(
        doing,
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, last);
            try (ResultSet rows = select.executeQuery()) {
              return rows.next() ? rows.getLong(1) : 0;
            }
          }
        });
  }
}
