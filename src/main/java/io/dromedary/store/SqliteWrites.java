package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.Settlement.NewDelivery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is written, in the SQL of SQLite. */
final class SqliteWrites implements Writes {
  private static final Set<Mark> UNMARKED = Set.of();

  private final KeyIndex keys;
  private final KeyBlocks.Reader blocks;
  private final PreparedStatement findKey;
  private final PreparedStatement claimKey;
  private final PreparedStatement forgetKey;
  private final PreparedStatement findEvent;
  private final PreparedStatement insertEvent;
  private final PreparedStatement settleEvent;
  private final PreparedStatement insertDelivery;
  private final PreparedStatement postponeEvent;
  private final PreparedStatement findDelivery;
  private final PreparedStatement repeatDelivery;
  private final PreparedStatement recordAttempt;
  private final PreparedStatement insertAttempt;
  private final HeldDeliveries held;
  private long lastSeq;

  SqliteWrites(Connection writer, OrderedTargets ordered, KeyIndex keys) throws SQLException {
    this.keys = keys;
    blocks = KeyBlocks.preparedReader(writer);
    held = new HeldDeliveries(writer, Dialect.SQLITE, ordered);
    findKey =
        writer.prepareStatement(
            "select digest, expires_at from duplicate_key where seq = ? and key = ? and source = ?");
    claimKey =
        writer.prepareStatement(
            "insert into duplicate_key (source, key, seq, digest, expires_at) values (?, ?, ?, ?, ?)");
    forgetKey = writer.prepareStatement("delete from duplicate_key where seq = ? and key = ?");
    findEvent = writer.prepareStatement(EventIds.SELECT);
    insertEvent =
        writer.prepareStatement(
            "insert into event (seq, source, event_id, event_type, system, domain, subscription,"
                + " enqueued_at, received_at, content_encoding, headers, order_key, body, state,"
                + " marks, stage, reason)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    settleEvent =
        writer.prepareStatement(
            "update event set state = ?, stage = ?, reason = ?,"
                + " marks = case when ?4 is null then marks when marks is null then ?4"
                + " else marks || ',' || ?4 end, settled_at = ?5"
                + " where seq = ?6 and state = 'accepted' and generation = ?7");
    insertDelivery = writer.prepareStatement(CompletionRows.INSERT_DELIVERY);
    findDelivery =
        writer.prepareStatement(
            "select id, state from delivery where event_seq = ? and target = ?");
    repeatDelivery =
        writer.prepareStatement(
            "update delivery set state = 'pending', route = ?, body = ?, headers = ?,"
                + " generation = generation + 1, attempts = 0, next_at = 0, ended_at = null,"
                + " reason = null where id = ?");
    postponeEvent =
        writer.prepareStatement(
            "update event set runs = ?, next_at = ?, reason = ? where seq = ?"
                + " and state = 'accepted' and generation = ?");
    recordAttempt =
        writer.prepareStatement(
            "update delivery set state = ?, attempts = ?, tried = max(tried, ?), next_at = ?,"
                + " ended_at = ?, reason = ? where id = ? and state = 'pending'"
                + " and generation = ?");
    insertAttempt = writer.prepareStatement(CompletionRows.INSERT_ATTEMPT);
    try (PreparedStatement last =
            writer.prepareStatement("select seq from sqlite_sequence where name = 'event'");
        ResultSet rows = last.executeQuery()) {
      lastSeq = rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Override
  public Step<Accepted> accept(NewEvent event, byte[] digest) {
    return effects -> acceptNow(event, digest);
  }

  @Override
  public Step<Boolean> settle(Settlement settlement) {
    return effects -> settleNow(settlement, effects);
  }

  @Override
  public Step<Boolean> postpone(Postponement postponement) {
    return effects -> postponeNow(postponement);
  }

  @Override
  public Step<Boolean> record(AttemptRecord attempt) {
    return effects -> recordNow(attempt, effects);
  }

  private Accepted acceptNow(NewEvent event, byte[] digest) throws SQLException {
    Key key = key(event, event.duplicateKey());
    EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);
    Claim claim = key.claim();
    if (claim != null && !claim.holds(digest)) {
      // A repeat of the conflicting callback is a duplicate of the conflicting one.
      key = key(event, conflicting(event.duplicateKey(), digest));
      claim = key.claim();
      marks.add(Mark.CONFLICT);
    }
    if (claim != null) {
      return new Accepted(false, eventId(claim.seq()), UNMARKED, false);
    }
    Key contentKey = event.contentKey() == null ? null : key(event, event.contentKey());
    if (contentKey != null && contentKey.claim() != null) {
      marks.add(Mark.POSSIBLE_DUPLICATE);
    }
    long seq = ++lastSeq;
    String eventId = insert(seq, event, key, marks);
    claim(event.source(), key, seq, digest);
    if (contentKey != null && contentKey.claim() == null) {
      claim(event.source(), contentKey, seq, digest);
    }
    return new Accepted(true, eventId, marks, event.problem() != null);
  }

  private static DuplicateKey conflicting(DuplicateKey key, byte[] digest) {
    return new DuplicateKey(
        Digests.keyOf(key.text() + '\n' + HexFormat.of().formatHex(digest)), key.expiresAt());
  }

  /** Looks who has claimed a key. */
  private Key key(NewEvent event, DuplicateKey key) throws SQLException {
    long hash = KeyHash.of(event.source(), key.text());
    for (long seq : keys.findPending(hash, blocks)) {
      findKey.setLong(1, seq);
      findKey.setString(2, key.text());
      findKey.setString(3, event.source());
      try (ResultSet rows = findKey.executeQuery()) {
        if (rows.next()) {
          return rows.getLong(2) <= event.receivedAt().toEpochMilli()
              ? new Key(key, hash, null, seq)
              : new Key(key, hash, new Claim(seq, rows.getBytes(1)), 0);
        }
      }
    }
    return new Key(key, hash, null, 0);
  }

  private @Nullable String eventId(long seq) throws SQLException {
    findEvent.setLong(1, seq);
    try (ResultSet rows = findEvent.executeQuery()) {
      return rows.next() ? rows.getString(2) : null;
    }
  }

  private void claim(String source, Key key, long seq, byte[] digest) throws SQLException {
    if (key.expired() > 0) {
      forgetKey.setLong(1, key.expired());
      forgetKey.setString(2, key.key().text());
      forgetKey.executeUpdate();
    }
    claimKey.setString(1, source);
    claimKey.setString(2, key.key().text());
    claimKey.setLong(3, seq);
    claimKey.setBytes(4, digest);
    claimKey.setLong(5, key.key().expiresAt().toEpochMilli());
    claimKey.executeUpdate();
    keys.add(key.hash(), seq);
  }

  private String insert(long seq, NewEvent event, Key key, Set<Mark> marks) throws SQLException {
    String messageId = event.messageId();
    String id;
    if (messageId == null) {
      id = free(event.source(), EventIds.made(key.key().text(), seq), seq);
    } else {
      boolean isKey = messageId.equals(key.key().text());
      long hash = isKey ? key.hash() : KeyHash.of(event.source(), messageId);
      boolean free = !isTaken(event.source(), messageId, hash);
      id = free ? messageId : free(event.source(), EventIds.made(messageId, seq), seq);
      if (free && !isKey) {
        keys.add(hash, seq);
      }
    }
    insertAs(id, seq, event, marks);
    return id;
  }

  /** An id that was made, or a longer one when a provider has used that very text. */
  private String free(String source, String made, long seq) throws SQLException {
    String id = made;
    while (isTaken(source, id, KeyHash.of(source, id))) {
      id = EventIds.made(id, seq);
    }
    return id;
  }

  private boolean isTaken(String source, String id, long hash) throws SQLException {
    return EventIds.find(findEvent, source, id, () -> keys.findPending(hash, blocks)).isPresent();
  }

  private void insertAs(String eventId, long seq, NewEvent event, Set<Mark> marks)
      throws SQLException {
    boolean parked = event.problem() != null;
    int i = 0;
    insertEvent.setLong(++i, seq);
    insertEvent.setString(++i, event.source());
    insertEvent.setString(++i, eventId);
    insertEvent.setString(++i, event.eventType());
    insertEvent.setString(++i, event.system());
    insertEvent.setString(++i, event.domain());
    insertEvent.setString(++i, event.subscription());
    setMillis(insertEvent, ++i, event.enqueuedAt());
    insertEvent.setLong(++i, event.receivedAt().toEpochMilli());
    insertEvent.setString(++i, event.contentEncoding());
    insertEvent.setString(++i, event.headers());
    insertEvent.setString(++i, event.orderKey());
    insertEvent.setBytes(++i, event.body());
    insertEvent.setString(++i, parked ? "parked" : "accepted");
    insertEvent.setString(++i, Mark.store(marks));
    insertEvent.setString(++i, parked ? Stage.READ.text() : null);
    insertEvent.setString(++i, event.problem());
    insertEvent.executeUpdate();
  }

  private boolean settleNow(Settlement settlement, Effects effects) throws SQLException {
    StoredEvent event = settlement.event();
    Stage stage = settlement.end().stage();
    settleEvent.setString(1, settlement.end().state().text());
    settleEvent.setString(2, stage == null ? null : stage.text());
    settleEvent.setString(3, settlement.reason());
    settleEvent.setString(4, Mark.store(settlement.marks()));
    settleEvent.setLong(5, settlement.at().toEpochMilli());
    settleEvent.setLong(6, event.seq());
    settleEvent.setLong(7, event.token());
    if (settleEvent.executeUpdate() == 0) {
      return false;
    }
    effects.unrouted(event.source(), -1);
    if (stage != null) {
      effects.dead(stage, 1);
    }
    boolean first = event.token() == 1;
    for (NewDelivery recipient : settlement.recipients()) {
      // One that is routed again may have been delivered to the target before.
      if (first
          || !CompletionRows.repeat(findDelivery, repeatDelivery, event, recipient, effects)) {
        insert(event, recipient, effects);
      }
    }
    held.afterRouting(event, stage != null, effects);
    held.send();
    return true;
  }

  private void insert(StoredEvent event, NewDelivery recipient, Effects effects)
      throws SQLException {
    CompletionRows.set(insertDelivery, event, recipient);
    insertDelivery.executeUpdate();
    effects.pending(recipient.target(), 1);
  }

  private boolean postponeNow(Postponement postponement) throws SQLException {
    postponeEvent.setInt(1, postponement.runs());
    postponeEvent.setLong(2, postponement.next().toEpochMilli());
    postponeEvent.setString(3, postponement.reason());
    postponeEvent.setLong(4, postponement.event().seq());
    postponeEvent.setLong(5, postponement.event().token());
    return postponeEvent.executeUpdate() == 1;
  }

  private boolean recordNow(AttemptRecord attempt, Effects effects) throws SQLException {
    StoredDelivery delivery = attempt.delivery();
    DeliveryState state = attempt.state();
    recordAttempt.setString(1, state.text());
    recordAttempt.setInt(2, attempt.attempts());
    recordAttempt.setInt(3, attempt.number());
    Instant next = attempt.next();
    recordAttempt.setLong(4, next == null ? 0 : next.toEpochMilli());
    recordAttempt.setLong(5, attempt.began().plus(attempt.took()).toEpochMilli());
    recordAttempt.setString(6, attempt.reason());
    recordAttempt.setLong(7, delivery.id());
    recordAttempt.setLong(8, delivery.token());
    boolean owned = recordAttempt.executeUpdate() == 1;
    if (owned || attempt.outcome() == AttemptRecord.Outcome.LATE) {
      insert(attempt);
    }
    if (owned && state != DeliveryState.PENDING) {
      effects.pending(attempt.target(), -1);
      if (state == DeliveryState.DEAD) {
        effects.dead(Stage.DELIVERY, 1);
      }
      held.afterDelivery(delivery, state == DeliveryState.DEAD, effects);
      held.send();
    }
    return owned;
  }

  private void insert(AttemptRecord attempt) throws SQLException {
    CompletionRows.set(insertAttempt, attempt, attempt.reason(), attempt.response());
    insertAttempt.executeUpdate();
  }

  private static void setMillis(PreparedStatement statement, int index, @Nullable Instant time)
      throws SQLException {
    if (time == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, time.toEpochMilli());
    }
  }

  /**
   * A key, and who has it.
   *
   * @param claim null when it is free
   * @param expired the event that had it before; 0 for none
   */
  private record Key(DuplicateKey key, long hash, @Nullable Claim claim, long expired) {}

  private static final class Claim {
    private final long seq;
    private final byte[] digest;

    Claim(long seq, byte[] digest) {
      this.seq = seq;
      this.digest = digest;
    }

    long seq() {
      return seq;
    }

    boolean holds(byte[] other) {
      return Arrays.equals(digest, other);
    }
  }
}
