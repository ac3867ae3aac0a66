package io.dromedary.store;

import io.dromedary.store.Settlement.NewDelivery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How claims end, in the SQL of PostgreSQL. Each change checks the token of its claim; {@code add}
 * puts off until {@code send}.
 */
final class PostgresCompletions {
  // Written so that no index of one state fits: a database that has not looked at its tables yet
  // takes those to be empty, and reads a whole one, with all that is dead in it, for each change.
  private static final String ACCEPTED = "state || '' = 'accepted'";
  private static final String PENDING = "state || '' = 'pending'";

  private final PreparedStatement settleEvent;
  private final PreparedStatement insertDelivery;
  private final PreparedStatement findDelivery;
  private final PreparedStatement repeatDelivery;
  private final PreparedStatement postponeEvent;
  private final PreparedStatement giveEventBack;
  private final PreparedStatement recordAttempt;
  private final PreparedStatement insertAttempt;
  private final PreparedStatement giveDeliveryBack;
  private boolean deliveries;
  private boolean attempts;

  PostgresCompletions(Connection writer) throws SQLException {
    settleEvent =
        writer.prepareStatement(
            "update event set state = ?, stage = ?, reason = ?,"
                + " marks = nullif(concat_ws(',', marks, ?::text), ''), settled_at = ?, owner = null"
                + " where seq = ? and "
                + ACCEPTED
                + " and generation = ? and fence = ?");
    insertDelivery = writer.prepareStatement(CompletionRows.INSERT_DELIVERY);
    findDelivery =
        writer.prepareStatement(
            "select id, state from delivery where event_seq = ? and target = ? for update");
    repeatDelivery =
        writer.prepareStatement(
            "update delivery set state = 'pending', route = ?, body = ?, headers = ?,"
                + " generation = generation + 1, attempts = 0, next_at = 0, ended_at = null,"
                + " reason = null, owner = null, fence = fence + 1 where id = ?");
    postponeEvent =
        writer.prepareStatement(
            "update event set runs = ?, next_at = ?, reason = ?, owner = null"
                + " where seq = ? and "
                + ACCEPTED
                + " and generation = ? and fence = ?");
    giveEventBack =
        writer.prepareStatement(
            "update event set owner = null"
                + " where seq = ? and "
                + ACCEPTED
                + " and generation > ? and fence = ?");
    recordAttempt =
        writer.prepareStatement(
            "update delivery set state = ?, attempts = ?, tried = greatest(tried, ?), next_at = ?,"
                + " ended_at = ?, reason = ?, owner = null"
                + " where id = ? and "
                + PENDING
                + " and generation = ? and fence = ?");
    insertAttempt = writer.prepareStatement(CompletionRows.INSERT_ATTEMPT);
    giveDeliveryBack =
        writer.prepareStatement(
            "update delivery set owner = null"
                + " where id = ? and "
                + PENDING
                + " and generation > ? and fence = ?");
  }

  /** Forgets what a failed transaction left behind. */
  void begin() throws SQLException {
    settleEvent.clearBatch();
    insertDelivery.clearBatch();
    recordAttempt.clearBatch();
    insertAttempt.clearBatch();
    deliveries = false;
    attempts = false;
  }

  void addSettlement(Settlement settlement) throws SQLException {
    settleEvent.setString(1, settlement.end().state().text());
    Stage stage = settlement.end().stage();
    settleEvent.setString(2, stage == null ? null : stage.text());
    settleEvent.setString(3, storable(settlement.reason()));
    settleEvent.setString(4, Mark.store(settlement.marks()));
    settleEvent.setLong(5, settlement.at().toEpochMilli());
    setClaim(settleEvent, 6, settlement.event().seq(), settlement.event().token());
    settleEvent.addBatch();
  }

  /** For each, in the order in which they were added, whether it was changed: 1 or 0. */
  int[] sendSettlements() throws SQLException {
    return settleEvent.executeBatch();
  }

  void addDelivery(StoredEvent event, NewDelivery recipient) throws SQLException {
    CompletionRows.set(insertDelivery, event, recipient);
    insertDelivery.addBatch();
    deliveries = true;
  }

  void sendDeliveries() throws SQLException {
    if (deliveries) {
      deliveries = false;
      insertDelivery.executeBatch();
    }
  }

  /** An event that is routed again may have been delivered to the target before. */
  boolean repeat(StoredEvent event, NewDelivery recipient, Effects effects) throws SQLException {
    return CompletionRows.repeat(findDelivery, repeatDelivery, event, recipient, effects);
  }

  /** Whether the claim was still its owner's. */
  boolean postpone(Postponement postponement, long skew) throws SQLException {
    postponeEvent.setInt(1, postponement.runs());
    postponeEvent.setLong(2, postponement.next().toEpochMilli() + skew);
    postponeEvent.setString(3, storable(postponement.reason()));
    setClaim(postponeEvent, 4, postponement.event().seq(), postponement.event().token());
    return postponeEvent.executeUpdate() == 1;
  }

  void addRecord(AttemptRecord attempt, long skew) throws SQLException {
    recordAttempt.setString(1, attempt.state().text());
    recordAttempt.setInt(2, attempt.attempts());
    recordAttempt.setInt(3, attempt.number());
    Instant next = attempt.next();
    recordAttempt.setLong(4, next == null ? 0 : next.toEpochMilli() + skew);
    recordAttempt.setLong(5, attempt.began().plus(attempt.took()).toEpochMilli());
    recordAttempt.setString(6, storable(attempt.reason()));
    setClaim(recordAttempt, 7, attempt.delivery().id(), attempt.delivery().token());
    recordAttempt.addBatch();
  }

  /** For each, in the order in which they were added, whether it was changed: 1 or 0. */
  int[] sendRecords() throws SQLException {
    return recordAttempt.executeBatch();
  }

  void addAttempt(AttemptRecord attempt) throws SQLException {
    CompletionRows.set(
        insertAttempt, attempt, storable(attempt.reason()), storable(attempt.response()));
    insertAttempt.addBatch();
    attempts = true;
  }

  void sendAttempts() throws SQLException {
    if (attempts) {
      attempts = false;
      insertAttempt.executeBatch();
    }
  }

  /** What was replayed while it was in our hands has our name on it still. */
  void giveBack(StoredEvent event) throws SQLException {
    setClaim(giveEventBack, 1, event.seq(), event.token());
    giveEventBack.executeUpdate();
  }

  /** What was replayed while it was in our hands has our name on it still. */
  void giveBack(StoredDelivery delivery) throws SQLException {
    setClaim(giveDeliveryBack, 1, delivery.id(), delivery.token());
    giveDeliveryBack.executeUpdate();
  }

  private static void setClaim(PreparedStatement statement, int index, long key, long packed)
      throws SQLException {
    Token token = Token.of(packed);
    statement.setLong(index, key);
    statement.setInt(index + 1, token.generation());
    statement.setLong(index + 2, token.fence());
  }

  /** PostgreSQL has no text with a NUL in it, and a reason is not worth a refusal. */
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace('\0', '\ufffd');
  }
}
