package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read, in SQL. */
final class SqliteReads {
  private static final String DUE_EVENTS =
      "select "
          + ClaimedRows.EVENT
          + " from event e where e.state = 'accepted' and e.source = ? and e.next_at <= ?"
          + " order by e.next_at, e.seq limit ?";
  private static final String DELIVERIES =
      "select "
          + ClaimedRows.EVENT
          + ", "
          + ClaimedRows.DELIVERY
          + " from delivery d join event e on e.seq = d.event_seq";
  private static final String DUE_DELIVERIES =
      DELIVERIES
          + " where d.state = 'pending' and d.target = ? and d.next_at <= ?"
          + " order by d.next_at, d.id limit ?";
  private static final String DELIVERY = DELIVERIES + " where d.id = ?";
  private static final String DUE_IN_ORDER =
      "select d.id, d.order_key, %s from delivery d where d.state = 'pending' and d.target = ?"
          + " and d.next_at <= ? order by d.next_at, d.id";

  private SqliteReads() {}

  static List<StoredEvent> dueEvents(
      Connection reader, String source, Instant now, int max, Set<Long> claimed)
      throws SQLException {
    List<StoredEvent> due = new ArrayList<>();
    try (PreparedStatement select = due(reader, DUE_EVENTS, source, now, max + claimed.size());
        ResultSet rows = select.executeQuery()) {
      long bytes = 0;
      while (due.size() < max && bytes < ClaimedRows.MAX_BYTES && rows.next()) {
        if (!claimed.contains(rows.getLong(1))) {
          StoredEvent event = event(rows);
          bytes += event.body().length;
          due.add(event);
        }
      }
    }
    return due;
  }

  static List<StoredDelivery> dueDeliveries(
      Connection reader, String target, Instant now, int max, Set<Long> claimed)
      throws SQLException {
    List<StoredDelivery> due = new ArrayList<>();
    try (PreparedStatement select = due(reader, DUE_DELIVERIES, target, now, max + claimed.size());
        ResultSet rows = select.executeQuery()) {
      long bytes = 0;
      while (due.size() < max && bytes < ClaimedRows.MAX_BYTES && rows.next()) {
        if (!claimed.contains(rows.getLong(14))) {
          StoredDelivery delivery = delivery(rows);
          bytes += bytes(delivery);
          due.add(delivery);
        }
      }
    }
    return due;
  }

  /** What a look at the due deliveries of an ordered target found. */
  record InOrder(List<StoredDelivery> due, List<Long> blocked) {}

  /**
   * The due deliveries whose turn it is, and those come across on the way whose turn it is not.
   *
   * @param busy keys of which something is in hand; what is due of them is passed over
   * @param maxBlocked the look ends when so many are blocked
   */
  static InOrder dueInOrder(
      Connection reader,
      String target,
      Instant now,
      int max,
      Ordering ordering,
      Set<Long> claimed,
      Set<String> busy,
      int maxBlocked)
      throws SQLException {
    List<Long> ready = new ArrayList<>();
    List<Long> blocked = new ArrayList<>();
    try (PreparedStatement select =
        reader.prepareStatement(DUE_IN_ORDER.formatted(KeyOrder.blocked(ordering)))) {
      select.setString(1, target);
      select.setLong(2, now.toEpochMilli());
      try (ResultSet rows = select.executeQuery()) {
        while (ready.size() < max && blocked.size() < maxBlocked && rows.next()) {
          long id = rows.getLong(1);
          if (rows.getBoolean(3)) {
            blocked.add(id);
          } else if (!claimed.contains(id) && !isBusy(rows.getString(2), busy)) {
            ready.add(id);
          }
        }
      }
    }
    return new InOrder(deliveries(reader, ready), blocked);
  }

  private static boolean isBusy(@Nullable String key, Set<String> busy) {
    return key != null && busy.contains(key);
  }

  private static List<StoredDelivery> deliveries(Connection reader, List<Long> ids)
      throws SQLException {
    List<StoredDelivery> deliveries = new ArrayList<>(ids.size());
    try (PreparedStatement select = reader.prepareStatement(DELIVERY)) {
      long bytes = 0;
      for (int i = 0; i < ids.size() && bytes < ClaimedRows.MAX_BYTES; i++) {
        select.setLong(1, ids.get(i));
        try (ResultSet rows = select.executeQuery()) {
          if (rows.next()) {
            StoredDelivery delivery = delivery(rows);
            bytes += bytes(delivery);
            deliveries.add(delivery);
          }
        }
      }
    }
    return deliveries;
  }

  private static StoredDelivery delivery(ResultSet rows) throws SQLException {
    return ClaimedRows.delivery(rows, 14, rows.getLong(18), event(rows));
  }

  private static long bytes(StoredDelivery delivery) {
    byte[] body = delivery.body();
    return delivery.event().body().length + (body == null ? 0L : body.length);
  }

  private static PreparedStatement due(
      Connection reader, String sql, String name, Instant now, int limit) throws SQLException {
    PreparedStatement select = reader.prepareStatement(sql);
    select.setString(1, name);
    select.setLong(2, now.toEpochMilli());
    select.setInt(3, limit);
    return select;
  }

  private static StoredEvent event(ResultSet rows) throws SQLException {
    return ClaimedRows.event(rows, ClaimedRows.generation(rows));
  }
}
