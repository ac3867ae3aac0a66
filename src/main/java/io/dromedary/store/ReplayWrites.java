package io.dromedary.store;

import io.dromedary.event.Envelope;
import io.dromedary.event.OrderKey;
import io.dromedary.store.Database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a replay and a discard change, inside one transaction. Each looks at the state as it is by
 * then, which may be another than when it was planned.
 */
final class ReplayWrites implements AutoCloseable {
  private static final String GIVEN_UP =
      "? || coalesce('; it was given up because: ' || reason, '')";

  private final Connection writer;
  private final Effects effects;
  private final boolean ofDiscarded;
  private final String lock;
  private final String claimLost;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /**
   * @param ofDiscarded whether what was discarded is taken up again
   */
  ReplayWrites(Connection writer, Effects effects, Dialect dialect, boolean ofDiscarded) {
    this.writer = writer;
    this.effects = effects;
    this.ofDiscarded = ofDiscarded;
    boolean shared = dialect == Dialect.POSTGRESQL;
    this.lock = shared ? " for update" : "";
    // Elsewhere the generation is the token of a claim.
    this.claimLost = shared ? ", fence = fence + 1, owner = null" : "";
  }

  ReplayCount apply(ReplayItem item, String route) throws SQLException {
    if (item instanceof ReplayItem.Delivery delivery) {
      return repeat(delivery.id());
    }
    if (item instanceof ReplayItem.Route routing) {
      return route(routing.seq(), routing.envelope());
    }
    if (item instanceof ReplayItem.To to) {
      return to(to.seq(), to.target(), route);
    }
    if (item instanceof ReplayItem.Unreadable unreadable) {
      return stillUnreadable(unreadable);
    }
    return ReplayCount.left(1);
  }

  private ReplayCount repeat(long id) throws SQLException {
    PreparedStatement find = prepare("select target, state from delivery where id = ?" + lock);
    find.setLong(1, id);
    String target;
    DeliveryState state;
    try (ResultSet rows = find.executeQuery()) {
      if (!rows.next()) {
        return ReplayCount.left(1);
      }
      target = rows.getString(1);
      state = DeliveryState.valueOf(rows.getString(2).toUpperCase(Locale.ROOT));
    }
    if (state == DeliveryState.DISCARDED && !ofDiscarded) {
      return ReplayCount.left(1);
    }
    if (state == DeliveryState.PENDING) {
      update("update delivery set next_at = 0, attempts = 0 where id = ?", id);
      effects.due(target);
      return ReplayCount.hastened(1);
    }
    update(
        "update delivery set state = 'pending', generation = generation + 1, attempts = 0,"
            + " next_at = 0, ended_at = null, reason = null"
            + claimLost
            + " where id = ?",
        id);
    effects.pending(target, 1);
    if (state == DeliveryState.DEAD) {
      effects.dead(Stage.DELIVERY, -1);
    }
    return ReplayCount.repeated(1);
  }

  private ReplayCount route(long seq, @Nullable Envelope envelope) throws SQLException {
    Row event = event(seq);
    if (event == null || (event.state == EventState.DISCARDED && !ofDiscarded)) {
      return ReplayCount.left(1);
    }
    if (event.state == EventState.ACCEPTED) {
      update("update event set next_at = 0, runs = 0 where seq = ?", seq);
      return ReplayCount.hastened(1);
    }
    if (envelope != null) {
      keep(seq, event.source, envelope);
    }
    PreparedStatement again =
        prepare(
            "update event set state = 'accepted', stage = null, reason = null, marks = ?, runs = 0,"
                + " next_at = 0, settled_at = null, generation = generation + 1"
                + claimLost
                + " where seq = ?");
    again.setString(1, withoutThoseOfRuns(event.marks));
    again.setLong(2, seq);
    again.executeUpdate();
    effects.unrouted(event.source, 1);
    if (event.state == EventState.PARKED) {
      effects.dead(event.stage(), -1);
    }
    return ReplayCount.routed(1);
  }

  private void keep(long seq, String source, Envelope envelope) throws SQLException {
    PreparedStatement keep =
        prepare(
            "update event set event_type = ?, system = ?, domain = ?, subscription = ?,"
                + " enqueued_at = ?, order_key = coalesce(order_key, ?) where seq = ?");
    keep.setString(1, envelope.eventType());
    keep.setString(2, envelope.system());
    keep.setString(3, envelope.domain());
    keep.setString(4, envelope.subscription());
    Instant enqueuedAt = envelope.enqueuedAt();
    if (enqueuedAt == null) {
      keep.setNull(5, Types.BIGINT);
    } else {
      keep.setLong(5, enqueuedAt.toEpochMilli());
    }
    String order = envelope.orderKey();
    keep.setString(6, order == null ? null : OrderKey.of(source, order));
    keep.setLong(7, seq);
    keep.executeUpdate();
  }

  /** Of a run there will be another. */
  private static @Nullable String withoutThoseOfRuns(@Nullable String marks) {
    if (marks == null) {
      return null;
    }
    String rest =
        Arrays.stream(marks.split(","))
            .filter(mark -> !mark.equals(Mark.HANDLED.text()))
            .filter(mark -> !mark.equals(Mark.SCHEMA.text()))
            .collect(Collectors.joining(","));
    return rest.isEmpty() ? null : rest;
  }

  private ReplayCount to(long seq, String target, String route) throws SQLException {
    Row event = event(seq);
    if (event == null) {
      return ReplayCount.left(1);
    }
    PreparedStatement find =
        prepare("select id from delivery where event_seq = ? and target = ?" + lock);
    find.setLong(1, seq);
    find.setString(2, target);
    try (ResultSet rows = find.executeQuery()) {
      if (rows.next()) {
        return repeat(rows.getLong(1));
      }
    }
    PreparedStatement insert =
        prepare(
            "insert into delivery (event_seq, target, state, route, order_key)"
                + " values (?, ?, 'pending', ?, ?)");
    insert.setLong(1, seq);
    insert.setString(2, target);
    insert.setString(3, route);
    insert.setString(4, event.orderKey);
    insert.executeUpdate();
    effects.pending(target, 1);
    if (event.state == EventState.ACCEPTED) {
      // The first settlement of an event takes it that there is no delivery yet.
      update("update event set generation = generation + 1" + claimLost + " where seq = ?", seq);
    }
    return ReplayCount.added(1);
  }

  private ReplayCount stillUnreadable(ReplayItem.Unreadable unreadable) throws SQLException {
    PreparedStatement keep =
        prepare(
            "update event set reason = ? where seq = ? and state = 'parked' and stage = 'read'");
    keep.setString(1, unreadable.problem());
    keep.setLong(2, unreadable.seq());
    keep.executeUpdate();
    return ReplayCount.left(1);
  }

  /** Whether the event was a dead letter. */
  boolean discardEvent(long seq, String reason, Instant at) throws SQLException {
    Row event = event(seq);
    if (event == null || event.state != EventState.PARKED) {
      return false;
    }
    PreparedStatement discard =
        prepare(
            "update event set state = 'discarded', reason = "
                + GIVEN_UP
                + ", settled_at = ? where seq = ?");
    discard.setString(1, reason);
    discard.setLong(2, at.toEpochMilli());
    discard.setLong(3, seq);
    discard.executeUpdate();
    effects.dead(event.stage(), -1);
    return true;
  }

  /** Whether the delivery was a dead letter. */
  boolean discardDelivery(long id, String reason, Instant at) throws SQLException {
    PreparedStatement discard =
        prepare(
            "update delivery set state = 'discarded', reason = "
                + GIVEN_UP
                + ", ended_at = ? where id = ? and state = 'dead'");
    discard.setString(1, reason);
    discard.setLong(2, at.toEpochMilli());
    discard.setLong(3, id);
    if (discard.executeUpdate() == 0) {
      return false;
    }
    effects.dead(Stage.DELIVERY, -1);
    return true;
  }

  private record Row(
      String source,
      EventState state,
      @Nullable String stored,
      @Nullable String marks,
      @Nullable String orderKey) {
    Stage stage() {
      return stored == null ? Stage.READ : Stage.valueOf(stored.toUpperCase(Locale.ROOT));
    }
  }

  private @Nullable Row event(long seq) throws SQLException {
    PreparedStatement find =
        prepare("select source, state, stage, marks, order_key from event where seq = ?" + lock);
    find.setLong(1, seq);
    try (ResultSet rows = find.executeQuery()) {
      return rows.next()
          ? new Row(
              rows.getString(1),
              EventState.of(rows.getString(2)),
              rows.getString(3),
              rows.getString(4),
              rows.getString(5))
          : null;
    }
  }

  private void update(String sql, long key) throws SQLException {
    PreparedStatement update = prepare(sql);
    update.setLong(1, key);
    update.executeUpdate();
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = writer.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
