package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes attempts whose event is kept for longer. It goes through all of them, lap after lap, and
 * counts how many began in which hour: so it learns from which hour on there are too many, without
 * a count that would have to read all at once.
 */
final class AttemptRetention {
  private static final int PAGE = 1000;
  private static final int PAGES_PER_PASS = 1000;
  private static final long LAP_EVERY_NANOS = Duration.ofHours(1).toNanos();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final RetentionRules rules;
  private final LongSupplier nanos;
  private final TreeMap<Long, Long> hours = new TreeMap<>();
  private Key cursor = Key.FIRST;
  private long beyondRows = Long.MIN_VALUE;
  private boolean between;
  private long lapEnded;

  AttemptRetention(RetentionRules rules, LongSupplier nanos) {
    this.rules = rules;
    this.nanos = nanos;
  }

  private record Key(long delivery, int number) {
    static final Key FIRST = new Key(Long.MIN_VALUE, 0);
  }

  /**
   * One attempt.
   *
   * @param state of its delivery; null when that is gone
   * @param tried how many attempts were made of that
   */
  private record Row(Key key, long beganAt, @Nullable String state, int tried) {}

  /** How many it removed. */
  long pass(Steps steps, Instant now) throws InterruptedException {
    if (between && nanos.getAsLong() - lapEnded < LAP_EVERY_NANOS) {
      return 0;
    }
    between = false;
    long removed = 0;
    long before = Math.max(now.minus(rules.attemptsAge()).toEpochMilli(), beyondRows);
    for (int pages = 0; pages < PAGES_PER_PASS && !between; pages++) {
      List<Row> page =
          steps.read(
              "looking for attempts whose time is over", connection -> after(connection, cursor));
      List<Key> over = new ArrayList<>();
      for (Row row : page) {
        if (isOver(row, before)) {
          over.add(row.key());
        } else {
          hours.merge(Math.floorDiv(row.beganAt(), HOUR), 1L, Long::sum);
        }
      }
      if (!over.isEmpty()) {
        removed += steps.change((connection, effects) -> delete(connection, over));
      }
      if (page.size() < PAGE) {
        endOfLap();
      } else {
        cursor = page.get(page.size() - 1).key();
      }
    }
    return removed;
  }

  private static boolean isOver(Row row, long before) {
    String state = row.state();
    if (state == null) {
      return true;
    }
    boolean unfinished =
        state.equals(DeliveryState.PENDING.text()) || state.equals(DeliveryState.DEAD.text());
    return row.beganAt() < before
        && !(unfinished && row.key().number() > row.tried() - RetentionRules.ATTEMPTS_ALWAYS_KEPT);
  }

  private void endOfLap() {
    cursor = Key.FIRST;
    between = true;
    lapEnded = nanos.getAsLong();
    beyondRows = Long.MIN_VALUE;
    if (rules.attemptsRows() > 0) {
      long rows = 0;
      for (Map.Entry<Long, Long> hour : hours.descendingMap().entrySet()) {
        rows += hour.getValue();
        if (rows > rules.attemptsRows()) {
          beyondRows = (hour.getKey() + 1) * HOUR;
          break;
        }
      }
    }
    hours.clear();
  }

  private static List<Row> after(Connection connection, Key key) throws SQLException {
    List<Row> page = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select a.delivery_id, a.number, a.began_at, d.state, d.tried"
                + " from attempt a left join delivery d on d.id = a.delivery_id"
                + " where (a.delivery_id, a.number) > (?, ?)"
                + " order by a.delivery_id, a.number limit ?")) {
      select.setLong(1, key.delivery());
      select.setInt(2, key.number());
      select.setInt(3, PAGE);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          page.add(
              new Row(
                  new Key(rows.getLong(1), rows.getInt(2)),
                  rows.getLong(3),
                  rows.getString(4),
                  rows.getInt(5)));
        }
      }
    }
    return page;
  }

  private static long delete(Connection connection, List<Key> keys) throws SQLException {
    long deleted = 0;
    try (PreparedStatement delete =
        connection.prepareStatement("delete from attempt where delivery_id = ? and number = ?")) {
      for (Key key : keys) {
        delete.setLong(1, key.delivery());
        delete.setInt(2, key.number());
        deleted += delete.executeUpdate();
      }
    }
    return deleted;
  }
}
