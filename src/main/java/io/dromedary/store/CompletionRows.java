package io.dromedary.store;

import io.dromedary.store.Settlement.NewDelivery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is written when a claim ends, as far as it is the same on each database. */
final class CompletionRows {
  static final String INSERT_DELIVERY =
      "insert into delivery (event_seq, target, state, route, order_key, body, headers)"
          + " values (?, ?, 'pending', ?, ?, ?, ?)";

  static final String INSERT_ATTEMPT =
      "insert into attempt (delivery_id, number, generation, began_at, took, outcome,"
          + " decision, reason, response) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (delivery_id, number) do update set took = excluded.took,"
          + " outcome = excluded.outcome, decision = excluded.decision,"
          + " reason = excluded.reason, response = excluded.response";

  private CompletionRows() {}

  /** Fills in {@link #INSERT_DELIVERY}. */
  static void set(PreparedStatement insert, StoredEvent event, NewDelivery recipient)
      throws SQLException {
    insert.setLong(1, event.seq());
    insert.setString(2, recipient.target());
    insert.setString(3, recipient.route());
    insert.setString(4, event.orderKey());
    insert.setBytes(5, recipient.body());
    insert.setString(6, recipient.headers());
  }

  /**
   * Fills in {@link #INSERT_ATTEMPT}.
   *
   * @param reason of the attempt, as the database takes it
   * @param response of the attempt, as the database takes it
   */
  static void set(
      PreparedStatement insert,
      AttemptRecord attempt,
      @Nullable String reason,
      @Nullable String response)
      throws SQLException {
    insert.setLong(1, attempt.delivery().id());
    insert.setInt(2, attempt.number());
    insert.setInt(3, attempt.delivery().generation());
    insert.setLong(4, attempt.began().toEpochMilli());
    insert.setLong(5, attempt.took().toMillis());
    insert.setString(6, attempt.outcome().text());
    insert.setString(7, attempt.decision().text());
    insert.setString(8, reason);
    insert.setString(9, response);
  }

  /**
   * Repeats the delivery that an event, which was routed once more, had to this target before.
   *
   * @param find selects id and state by event and target
   * @param repeat updates route, body and headers by id, and begins the next generation
   * @return false when there was none
   */
  static boolean repeat(
      PreparedStatement find,
      PreparedStatement repeat,
      StoredEvent event,
      NewDelivery recipient,
      Effects effects)
      throws SQLException {
    find.setLong(1, event.seq());
    find.setString(2, recipient.target());
    long id;
    String state;
    try (ResultSet rows = find.executeQuery()) {
      if (!rows.next()) {
        return false;
      }
      id = rows.getLong(1);
      state = rows.getString(2);
    }
    repeat.setString(1, recipient.route());
    repeat.setBytes(2, recipient.body());
    repeat.setString(3, recipient.headers());
    repeat.setLong(4, id);
    repeat.executeUpdate();
    if (state.equals(DeliveryState.DEAD.text())) {
      effects.dead(Stage.DELIVERY, -1);
    }
    effects.pending(recipient.target(), state.equals(DeliveryState.PENDING.text()) ? 0 : 1);
    return true;
  }
}
