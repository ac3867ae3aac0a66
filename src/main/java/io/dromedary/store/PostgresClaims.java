package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How nodes claim what is due, in the SQL of PostgreSQL; each claim is one statement. */
final class PostgresClaims {
  private static final String EVENT = ClaimedRows.EVENT + ", e.fence";

  /** A process that was frozen finds here, and not before, that others take over what it had. */
  private static final String HELD =
      " exists (select 1 from node where id = ? and lease_until > clock_timestamp())";

  /** Ours since they were accepted: nobody else looks at them, so they are claimed in memory. */
  private static final String OWN_EVENTS =
      "with due as (select seq, next_at, octet_length(body) as bytes from event"
          + " where state = 'accepted' and owner = ? and source = ? and next_at <= ?"
          + " and seq <> all (?) and"
          + HELD
          + " order by next_at, seq limit ?), "
          + fit("seq")
          + " select "
          + EVENT
          + ", e.next_at from fit join event e on e.seq = fit.seq";

  private static final String UNOWNED_EVENTS =
      "with due as (select seq, next_at, octet_length(body) as bytes from event"
          + " where state = 'accepted' and owner is null and source = ? and next_at <= ? and"
          + HELD
          + " order by next_at, seq limit ? for update skip locked), "
          + fit("seq")
          + " update event e set owner = ?, fence = e.fence + 1 from fit where e.seq = fit.seq"
          + " returning "
          + EVENT
          + ", e.next_at";
  private static final String DELIVERIES =
      "with due as (select d.id, d.next_at,"
          + " octet_length(e.body) + coalesce(octet_length(d.body), 0) as bytes"
          + " from delivery d join event e on e.seq = d.event_seq"
          + " where d.state = 'pending' and d.owner is null and d.target = ? and d.next_at <= ? and"
          + HELD
          + " order by d.next_at, d.id limit ? for update of d skip locked), "
          + fit("id")
          + " update delivery d set owner = ?, fence = d.fence + 1 from fit, event e"
          + " where d.id = fit.id and e.seq = d.event_seq returning "
          + EVENT
          + ", d.next_at, "
          + ClaimedRows.DELIVERY
          + ", d.fence";

  /** Something else of its key is in hand, perhaps of another node. */
  private static final String BUSY =
      "(d.order_key is not null and exists (select 1 from delivery o where o.target = d.target"
          + " and o.order_key = d.order_key and o.state = 'pending' and o.owner is not null))";

  private static final String DUE_IN_ORDER =
      "select d.id, d.order_key, %s, "
          + BUSY
          + ", octet_length(e.body) + coalesce(octet_length(d.body), 0)"
          + " from delivery d join event e on e.seq = d.event_seq"
          + " where d.state = 'pending' and d.owner is null and d.target = ? and d.next_at <= ?"
          + " order by d.next_at, d.id limit ?";

  private static final String LOCK_KEYS =
      "select key from unnest(?::text[]) as key"
          + " where pg_try_advisory_xact_lock(hashtextextended(?::text || key, 1))";

  private static final String IN_ORDER =
      "with due as (select d.id from delivery d where d.id = any (?) and d.state = 'pending'"
          + " and d.owner is null and d.next_at <= ? and not %s and not "
          + BUSY
          + " and"
          + HELD
          + " for update of d skip locked)"
          + " update delivery d set owner = ?, fence = d.fence + 1 from due, event e"
          + " where d.id = due.id and e.seq = d.event_seq returning "
          + EVENT
          + ", d.next_at, "
          + ClaimedRows.DELIVERY
          + ", d.fence";

  private static final String STRAYS =
      "update delivery set owner = null, fence = fence + 1 where id in (select id from delivery"
          + " where state = 'pending' and owner = ? and id <> all (?) for update skip locked)";

  private PostgresClaims() {}

  /**
   * Frees deliveries that this node owns and does not have in hand: it did not hear of the claim,
   * or could not hand them back. To be called while nobody claims.
   *
   * @return how many
   */
  static int freeStrays(Connection connection, long node, Set<Long> inHand) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(STRAYS)) {
      update.setLong(1, node);
      update.setArray(2, connection.createArrayOf("bigint", inHand.toArray()));
      return update.executeUpdate();
    }
  }

  private static String fit(String key) {
    return "fit as (select "
        + key
        + " from (select "
        + key
        + ", sum(bytes) over (order by next_at, "
        + key
        + ") - bytes as before from due) as sized where before < "
        + ClaimedRows.MAX_BYTES
        + ")";
  }

  /** What is due, with what decides its turn. */
  record Due<T>(long nextAt, long key, T item) {}

  /** Events that this node accepted, besides those that it has in hand. */
  static List<Due<StoredEvent>> ownEvents(
      Connection connection, long node, String source, long now, int max, Set<Long> inHand)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OWN_EVENTS)) {
      select.setLong(1, node);
      select.setString(2, source);
      select.setLong(3, now);
      select.setArray(4, connection.createArrayOf("bigint", inHand.toArray()));
      select.setLong(5, node);
      select.setInt(6, max);
      return events(select);
    }
  }

  /** Events that nobody owns: those of nodes that are gone, and those whose run failed. */
  static List<Due<StoredEvent>> unownedEvents(
      Connection connection, long node, String source, long now, int max) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UNOWNED_EVENTS)) {
      set(update, source, now, node, max);
      return events(update);
    }
  }

  static List<StoredDelivery> deliveries(
      Connection connection, long node, String target, long now, int max) throws SQLException {
    List<Due<StoredDelivery>> due = new ArrayList<>();
    try (PreparedStatement update = connection.prepareStatement(DELIVERIES)) {
      set(update, target, now, node, max);
      try (ResultSet rows = update.executeQuery()) {
        while (rows.next()) {
          due.add(new Due<>(rows.getLong(15), rows.getLong(16), delivery(rows)));
        }
      }
    }
    return inOrder(due);
  }

  /** What a look at the due deliveries of an ordered target came to. */
  record InOrder(List<StoredDelivery> claimed, List<Long> blocked) {}

  /**
   * Claims the deliveries whose turn it is, inside a transaction: they are looked for, their keys
   * are locked so that no other node claims of the same, and then looked at again.
   *
   * @param maxBlocked the look ends when so many are blocked
   */
  static InOrder inOrder(
      Connection connection,
      long node,
      String target,
      long now,
      int max,
      Ordering ordering,
      int maxBlocked)
      throws SQLException {
    Map<Long, String> ready = new LinkedHashMap<>();
    List<Long> blocked = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(DUE_IN_ORDER.formatted(KeyOrder.blocked(ordering)))) {
      select.setString(1, target);
      select.setLong(2, now);
      select.setInt(3, max + maxBlocked);
      select.setFetchSize(Math.min(max + maxBlocked, 128));
      long bytes = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (ready.size() < max
            && bytes < ClaimedRows.MAX_BYTES
            && blocked.size() < maxBlocked
            && rows.next()) {
          if (rows.getBoolean(3)) {
            blocked.add(rows.getLong(1));
          } else if (!rows.getBoolean(4)) {
            String key = rows.getString(2);
            ready.put(rows.getLong(1), key == null ? "" : key);
            bytes += rows.getLong(5);
          }
        }
      }
    }
    if (ready.isEmpty()) {
      return new InOrder(List.of(), blocked);
    }
    Set<String> locked = lock(connection, target, ready.values());
    ready.values().removeIf(key -> !key.isEmpty() && !locked.contains(key));
    return new InOrder(claim(connection, node, now, ready.keySet(), ordering), blocked);
  }

  private static Set<String> lock(Connection connection, String target, Collection<String> keys)
      throws SQLException {
    Set<String> locked = new HashSet<>();
    Object[] wanted = keys.stream().filter(key -> !key.isEmpty()).toArray();
    if (wanted.length == 0) {
      return locked;
    }
    try (PreparedStatement lock = connection.prepareStatement(LOCK_KEYS)) {
      lock.setArray(1, connection.createArrayOf("text", wanted));
      lock.setString(2, target + '\n');
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          locked.add(rows.getString(1));
        }
      }
    }
    return locked;
  }

  private static List<StoredDelivery> claim(
      Connection connection, long node, long now, Set<Long> ids, Ordering ordering)
      throws SQLException {
    List<Due<StoredDelivery>> due = new ArrayList<>();
    try (PreparedStatement update =
        connection.prepareStatement(IN_ORDER.formatted(KeyOrder.blocked(ordering)))) {
      update.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      update.setLong(2, now);
      update.setLong(3, node);
      update.setLong(4, node);
      try (ResultSet rows = update.executeQuery()) {
        while (rows.next()) {
          due.add(new Due<>(rows.getLong(15), rows.getLong(16), delivery(rows)));
        }
      }
    }
    return inOrder(due);
  }

  private static void set(PreparedStatement update, String name, long now, long node, int max)
      throws SQLException {
    update.setString(1, name);
    update.setLong(2, now);
    update.setLong(3, node);
    update.setInt(4, max);
    update.setLong(5, node);
  }

  private static List<Due<StoredEvent>> events(PreparedStatement statement) throws SQLException {
    List<Due<StoredEvent>> due = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        StoredEvent event = event(rows);
        due.add(new Due<>(rows.getLong(15), event.seq(), event));
      }
    }
    return due;
  }

  /** The oldest first. */
  static <T> List<T> inOrder(List<Due<T>> due) {
    due.sort(Comparator.<Due<T>>comparingLong(Due::nextAt).thenComparingLong(Due::key));
    return due.stream().map(Due::item).toList();
  }

  private static StoredDelivery delivery(ResultSet rows) throws SQLException {
    long token = new Token(rows.getInt(20), rows.getLong(23)).packed();
    return ClaimedRows.delivery(rows, 16, token, event(rows));
  }

  private static StoredEvent event(ResultSet rows) throws SQLException {
    return ClaimedRows.event(
        rows, new Token(ClaimedRows.generation(rows), rows.getLong(14)).packed());
  }
}
