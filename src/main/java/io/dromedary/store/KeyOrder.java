package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of deliveries of one key, in the SQL of every database.
 *
 * <p>A delivery is blocked while an earlier event of its key is unrouted, or undelivered for the
 * same target. Whether it is, is looked up when it is claimed. One that was found blocked is
 * <em>held</em>: due at a time that never comes, so that no claim comes across it again. It is
 * freed when its predecessor ends; should that go unnoticed, by a look at the held ones.
 */
final class KeyOrder {
  /** When what is held is due. Told apart from other times by being equal to this one only. */
  static final Instant NEVER = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final long HELD = NEVER.toEpochMilli();

  private static final String FIRST_HELD =
      "select d.order_key, d.id, %s from delivery d where d.state = 'pending' and d.next_at = "
          + HELD
          + " and d.target = ? and d.order_key > ? order by d.order_key, d.event_seq limit 1";

  private static final String HOLD =
      "update delivery as d set next_at = "
          + HELD
          + " where d.id = (select id from delivery where id = ? and state = 'pending'%s) and %s";

  private static final String FREE =
      "update delivery set next_at = 0 where next_at = "
          + HELD
          + " and id = (select id from delivery where id = ? and state = 'pending'%s)";

  private static final String SOME_HELD =
      "select id from delivery where target = ? and state = 'pending' and next_at = "
          + HELD
          + " limit ?";

  private static final String BLOCKED_KEYS =
      "select count(*) from (select order_key from delivery where target = ? and state = 'dead'"
          + " and order_key is not null union select order_key from event"
          + " where state = 'parked' and order_key is not null) as blocked";

  /** The state is said twice: once for the index of both states, once for what is looked for. */
  private static final String FREE_NEXT =
      "update delivery set next_at = 0 where next_at = "
          + HELD
          + " and id = (select id from delivery where target = ? and order_key = ?"
          + " and state in ('pending', 'dead') and state = 'pending' order by event_seq limit 1%s)";

  /** What a page of held keys ends with. */
  record Look(List<Long> free, @Nullable String last) {}

  private KeyOrder() {}

  /** When it is due; null when it is held, or is null. */
  static @Nullable Instant unlessHeld(@Nullable Instant nextAt) {
    return NEVER.equals(nextAt) ? null : nextAt;
  }

  /** The condition under which the delivery {@code d} has to wait for an earlier one. */
  static String blocked(Ordering ordering) {
    return ordering == Ordering.BLOCK ? BLOCKED_BY_ALL : BLOCKED_BY_PENDING;
  }

  /**
   * Where several nodes write, none waits for a row that another one is at: it would have the whole
   * group wait, and what is missed is found by the next look.
   */
  private static String unlessLocked(Dialect dialect) {
    return dialect == Dialect.POSTGRESQL ? " for update skip locked" : "";
  }

  static String freeNext(Dialect dialect) {
    return FREE_NEXT.formatted(unlessLocked(dialect));
  }

  static String firstHeld(Ordering ordering) {
    return FIRST_HELD.formatted(blocked(ordering));
  }

  private static final String BLOCKED_BY_ALL = blocked("", "in ('accepted', 'parked')");
  private static final String BLOCKED_BY_PENDING =
      blocked(" and p.state = 'pending'", "in ('accepted', 'parked') and a.state = 'accepted'");

  private static String blocked(String deliveries, String events) {
    return "(d.order_key is not null and (exists (select 1 from delivery p where p.target = d.target"
        + " and p.order_key = d.order_key and p.state in ('pending', 'dead')"
        + deliveries
        + " and p.event_seq < d.event_seq)"
        + " or exists (select 1 from event a where a.order_key = d.order_key and a.state "
        + events
        + " and a.seq < d.event_seq)))";
  }

  /**
   * Looks at the first held delivery of each key behind {@code after}.
   *
   * @param keys at most so many
   * @return those that nothing blocks any more
   */
  static Look look(Connection reader, String target, Ordering ordering, String after, int keys)
      throws SQLException {
    List<Long> free = new ArrayList<>();
    String last = after;
    try (PreparedStatement first = reader.prepareStatement(firstHeld(ordering))) {
      for (int i = 0; i < keys; i++) {
        first.setString(1, target);
        first.setString(2, last);
        try (ResultSet rows = first.executeQuery()) {
          if (!rows.next()) {
            return new Look(free, null);
          }
          last = rows.getString(1);
          if (!rows.getBoolean(3)) {
            free.add(rows.getLong(2));
          }
        }
      }
    }
    return new Look(free, last);
  }

  /**
   * Holds those of the deliveries that are still blocked.
   *
   * @return how many
   */
  static int hold(Connection writer, Dialect dialect, List<Long> ids, Ordering ordering)
      throws SQLException {
    return each(writer, HOLD.formatted(unlessLocked(dialect), blocked(ordering)), ids);
  }

  /** Makes held deliveries due. */
  static int free(Connection writer, Dialect dialect, List<Long> ids) throws SQLException {
    return each(writer, FREE.formatted(unlessLocked(dialect)), ids);
  }

  /**
   * Makes held deliveries of a target due, whatever blocks them.
   *
   * @param max at most so many
   * @return how many
   */
  static int freeAll(Connection writer, Dialect dialect, String target, int max)
      throws SQLException {
    return free(writer, dialect, held(writer, target, max));
  }

  /** Held deliveries of a target, at most so many. */
  static List<Long> held(Connection reader, String target, int max) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement select = reader.prepareStatement(SOME_HELD)) {
      select.setString(1, target);
      select.setInt(2, max);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
    }
    return ids;
  }

  /** How many keys have a dead letter that holds the deliveries of a target behind it. */
  static long blockedKeys(Connection reader, String target) throws SQLException {
    try (PreparedStatement select = reader.prepareStatement(BLOCKED_KEYS)) {
      select.setString(1, target);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static int each(Connection writer, String sql, List<Long> ids) throws SQLException {
    int changed = 0;
    try (PreparedStatement update = writer.prepareStatement(sql)) {
      for (long id : ids) {
        update.setLong(1, id);
        update.addBatch();
      }
      for (int count : update.executeBatch()) {
        changed += count;
      }
    }
    return changed;
  }
}
