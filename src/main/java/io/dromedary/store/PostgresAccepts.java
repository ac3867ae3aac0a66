package io.dromedary.store;

import io.dromedary.store.NewEvent.DuplicateKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the new events of one group together, in a few statements. Keys are claimed in their order:
 * else two nodes that were sent the same callbacks would wait for each other.
 */
final class PostgresAccepts {
  /** Between two statements a key can expire, be claimed anew elsewhere, or be removed. */
  private static final int MAX_ROUNDS = 8;

  private static final Comparator<Key> IN_ORDER =
      Comparator.comparing(Key::source).thenComparing(Key::text);

  private final Connection writer;
  private final PreparedStatement lockOrderKeys;
  private final PreparedStatement nextSeqs;
  private final PreparedStatement claimKeys;
  private final PreparedStatement findKeys;
  private final PreparedStatement reclaimKey;
  private final PreparedStatement insertEvents;

  PostgresAccepts(Connection writer) throws SQLException {
    this.writer = writer;
    lockOrderKeys =
        writer.prepareStatement(
            "select pg_advisory_xact_lock(lock) from (select distinct hashtextextended(key, 0) as lock"
                + " from unnest(?::text[]) as key order by lock) as locks");
    nextSeqs =
        writer.prepareStatement(
            "select nextval(pg_get_serial_sequence('event', 'seq')) from generate_series(1, ?)");
    claimKeys =
        writer.prepareStatement(
            "insert into duplicate_key (source, key, seq, digest, expires_at)"
                + " select * from unnest(?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::bigint[])"
                + " as claim (source, key, seq, digest, expires_at)"
                + " order by source collate \"C\", key collate \"C\", seq"
                + " on conflict (source, key) do nothing returning seq");
    findKeys =
        writer.prepareStatement(
            "select k.source, k.key, k.seq, k.digest, k.expires_at, e.event_id"
                + " from unnest(?::text[], ?::text[]) as claim (source, key)"
                + " join duplicate_key k on k.source = claim.source and k.key = claim.key"
                + " left join event e on e.seq = k.seq");
    reclaimKey =
        writer.prepareStatement(
            "update duplicate_key set seq = ?, digest = ?, expires_at = ?"
                + " where source = ? and key = ? and expires_at <= ?");
    insertEvents =
        writer.prepareStatement(
            "insert into event (seq, source, event_id, event_type, system, domain, subscription,"
                + " enqueued_at, received_at, content_encoding, headers, order_key, body, state,"
                + " marks, stage, reason, owner)"
                + " select * from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],"
                + " ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],"
                + " ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])"
                + " on conflict (source, event_id) do nothing returning seq");
  }

  /** One callback on its way into the store. */
  static final class Candidate {
    private final NewEvent event;
    private final byte[] digest;
    private final EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);
    private DuplicateKey key;
    private long seq;
    private @Nullable String eventId;
    private @Nullable Known duplicateOf;

    Candidate(NewEvent event, byte[] digest) {
      this.event = event;
      this.digest = digest;
      this.key = event.duplicateKey();
    }

    boolean isParked() {
      return event.problem() != null;
    }

    /** What became of it, once it was kept. */
    Accepted accepted() {
      return new Accepted(
          duplicateOf == null,
          eventId,
          duplicateOf == null ? marks : Set.of(),
          duplicateOf == null && isParked());
    }
  }

  private record Key(String source, String text) {}

  private record Known(long seq, byte[] digest, long expiresAt, @Nullable String eventId) {}

  private record Claim(Candidate candidate, DuplicateKey key) {
    Key sourceKey() {
      return new Key(candidate.event.source(), key.text());
    }
  }

  /**
   * Keeps them all.
   *
   * @param candidates in the order of their accept sequence
   * @param owner the node that routes them
   */
  void keep(List<Candidate> candidates, long owner) throws SQLException {
    lockOrderKeys(candidates);
    number(candidates);
    claim(
        candidates,
        candidate -> candidate.key,
        (candidate, known) -> {
          if (candidate.marks.contains(Mark.CONFLICT)
              || Arrays.equals(candidate.digest, known.digest())) {
            candidate.duplicateOf = known;
          } else {
            // A repeat of the conflicting callback is a duplicate of the conflicting one.
            candidate.marks.add(Mark.CONFLICT);
            candidate.key =
                new DuplicateKey(
                    Digests.keyOf(
                        candidate.key.text() + '\n' + HexFormat.of().formatHex(candidate.digest)),
                    candidate.key.expiresAt());
          }
        });
    List<Candidate> fresh =
        candidates.stream().filter(candidate -> candidate.duplicateOf == null).toList();
    claim(
        fresh.stream().filter(candidate -> candidate.event.contentKey() != null).toList(),
        candidate ->
            candidate.marks.contains(Mark.POSSIBLE_DUPLICATE) ? null : candidate.event.contentKey(),
        (candidate, known) -> candidate.marks.add(Mark.POSSIBLE_DUPLICATE));
    insert(fresh, owner);
    nameDuplicates(candidates);
  }

  /**
   * Accepts of one order key wait for each other before they are numbered, to the end of their
   * transactions, so that who sees one of them sees all before it. First of all and in the order of
   * the locks: else two nodes would wait for each other.
   */
  private void lockOrderKeys(List<Candidate> candidates) throws SQLException {
    String[] keys =
        candidates.stream()
            .map(candidate -> candidate.event.orderKey())
            .filter(Objects::nonNull)
            .distinct()
            .toArray(String[]::new);
    if (keys.length > 0) {
      lockOrderKeys.setArray(1, writer.createArrayOf("text", keys));
      lockOrderKeys.executeQuery().close();
    }
  }

  private void number(List<Candidate> candidates) throws SQLException {
    nextSeqs.setInt(1, candidates.size());
    try (ResultSet rows = nextSeqs.executeQuery()) {
      for (Candidate candidate : candidates) {
        rows.next();
        candidate.seq = rows.getLong(1);
      }
    }
  }

  /**
   * Claims a key for each candidate.
   *
   * @param keyOf the key that the candidate wants now; null when it wants none any more
   * @param taken told when it is known already; the candidate is done, or wants another key then
   */
  private void claim(
      List<Candidate> candidates,
      Function<Candidate, @Nullable DuplicateKey> keyOf,
      BiConsumer<Candidate, Known> taken)
      throws SQLException {
    List<Claim> open = claims(candidates, keyOf);
    for (int round = 0; !open.isEmpty(); round++) {
      if (round == MAX_ROUNDS) {
        throw new SQLException("keys of callbacks changed hands under the transaction", "40001");
      }
      Set<Long> claimed = claimKeys(open);
      List<Claim> known =
          open.stream().filter(claim -> !claimed.contains(claim.candidate().seq)).toList();
      open = known.isEmpty() ? List.of() : look(known, keyOf, taken);
    }
  }

  private static List<Claim> claims(
      List<Candidate> candidates, Function<Candidate, @Nullable DuplicateKey> keyOf) {
    List<Claim> claims = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      DuplicateKey key = keyOf.apply(candidate);
      if (key != null) {
        claims.add(new Claim(candidate, key));
      }
    }
    return claims;
  }

  private Set<Long> claimKeys(List<Claim> claims) throws SQLException {
    claimKeys.setArray(1, texts(claims, claim -> claim.candidate().event.source()));
    claimKeys.setArray(2, texts(claims, claim -> claim.key().text()));
    claimKeys.setArray(3, numbers(claims, claim -> claim.candidate().seq));
    claimKeys.setArray(
        4,
        writer.createArrayOf(
            "bytea",
            claims.stream().map(claim -> claim.candidate().digest).toArray(byte[][]::new)));
    claimKeys.setArray(5, numbers(claims, claim -> claim.key().expiresAt().toEpochMilli()));
    Set<Long> claimed = new HashSet<>();
    try (ResultSet rows = claimKeys.executeQuery()) {
      while (rows.next()) {
        claimed.add(rows.getLong(1));
      }
    }
    return claimed;
  }

  /** Who holds the keys that could not be claimed; returns what is to be claimed next. */
  private List<Claim> look(
      List<Claim> claims,
      Function<Candidate, @Nullable DuplicateKey> keyOf,
      BiConsumer<Candidate, Known> taken)
      throws SQLException {
    Map<Key, Known> holders = find(claims);
    List<Candidate> again = new ArrayList<>();
    for (Claim claim : claims) {
      Known known = holders.get(claim.sourceKey());
      if (known == null) {
        again.add(claim.candidate());
      } else if (known.expiresAt() > claim.candidate().event.receivedAt().toEpochMilli()) {
        taken.accept(claim.candidate(), known);
        if (claim.candidate().duplicateOf == null) {
          again.add(claim.candidate());
        }
      } else if (!reclaim(claim)) {
        again.add(claim.candidate());
      }
    }
    return claims(again, keyOf);
  }

  private Map<Key, Known> find(List<Claim> claims) throws SQLException {
    List<Key> keys = claims.stream().map(Claim::sourceKey).distinct().sorted(IN_ORDER).toList();
    findKeys.setArray(1, texts(keys, Key::source));
    findKeys.setArray(2, texts(keys, Key::text));
    Map<Key, Known> holders = new HashMap<>();
    try (ResultSet rows = findKeys.executeQuery()) {
      while (rows.next()) {
        holders.put(
            new Key(rows.getString(1), rows.getString(2)),
            new Known(rows.getLong(3), rows.getBytes(4), rows.getLong(5), rows.getString(6)));
      }
    }
    return holders;
  }

  /** An expired key is as good as new; false when another one was quicker. */
  private boolean reclaim(Claim claim) throws SQLException {
    reclaimKey.setLong(1, claim.candidate().seq);
    reclaimKey.setBytes(2, claim.candidate().digest);
    reclaimKey.setLong(3, claim.key().expiresAt().toEpochMilli());
    reclaimKey.setString(4, claim.candidate().event.source());
    reclaimKey.setString(5, claim.key().text());
    reclaimKey.setLong(6, claim.candidate().event.receivedAt().toEpochMilli());
    return reclaimKey.executeUpdate() == 1;
  }

  private void insert(List<Candidate> fresh, long owner) throws SQLException {
    List<Candidate> open = fresh;
    while (!open.isEmpty()) {
      open.forEach(candidate -> candidate.eventId = eventId(candidate));
      Set<Long> inserted = insertAll(open, owner);
      open = open.stream().filter(candidate -> !inserted.contains(candidate.seq)).toList();
    }
  }

  /** The next one to try: another event of the source may have it. */
  private static String eventId(Candidate candidate) {
    String tried = candidate.eventId;
    String messageId = candidate.event.messageId();
    if (tried != null) {
      return tried + "-" + candidate.seq;
    }
    return messageId != null ? messageId : candidate.key.text() + "-" + candidate.seq;
  }

  /** One statement for all: with one for each, those took most of the time of the database. */
  private Set<Long> insertAll(List<Candidate> candidates, long owner) throws SQLException {
    Columns columns = new Columns(candidates);
    columns.numbers(candidate -> candidate.seq);
    columns.texts(candidate -> candidate.event.source());
    columns.texts(candidate -> candidate.eventId);
    columns.texts(candidate -> candidate.event.eventType());
    columns.texts(candidate -> candidate.event.system());
    columns.texts(candidate -> candidate.event.domain());
    columns.texts(candidate -> candidate.event.subscription());
    columns.numbers(candidate -> millis(candidate.event.enqueuedAt()));
    columns.numbers(candidate -> millis(candidate.event.receivedAt()));
    columns.texts(candidate -> candidate.event.contentEncoding());
    columns.texts(candidate -> candidate.event.headers());
    columns.texts(candidate -> candidate.event.orderKey());
    columns.bytes(candidate -> candidate.event.body());
    columns.texts(candidate -> candidate.isParked() ? "parked" : "accepted");
    columns.texts(candidate -> Mark.store(candidate.marks));
    columns.texts(candidate -> candidate.isParked() ? Stage.READ.text() : null);
    columns.texts(candidate -> candidate.event.problem());
    columns.numbers(candidate -> candidate.isParked() ? null : owner);
    Set<Long> inserted = new HashSet<>();
    try (ResultSet rows = insertEvents.executeQuery()) {
      while (rows.next()) {
        inserted.add(rows.getLong(1));
      }
    }
    return inserted;
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  /** Sets the columns of the new events, one after the other. */
  private final class Columns {
    private final List<Candidate> candidates;
    private int column;

    Columns(List<Candidate> candidates) {
      this.candidates = candidates;
    }

    void texts(Function<Candidate, @Nullable String> text) throws SQLException {
      set("text", text, new String[candidates.size()]);
    }

    void numbers(Function<Candidate, @Nullable Long> number) throws SQLException {
      set("bigint", number, new Long[candidates.size()]);
    }

    void bytes(Function<Candidate, byte[]> bytes) throws SQLException {
      set("bytea", bytes, new byte[candidates.size()][]);
    }

    private <T extends @Nullable Object> void set(
        String type, Function<Candidate, T> value, T[] values) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(candidates.get(i));
      }
      insertEvents.setArray(++column, writer.createArrayOf(type, values));
    }
  }

  /** A duplicate of an event of the same group learns its id when that is made. */
  private static void nameDuplicates(List<Candidate> candidates) {
    Map<Long, String> made = new HashMap<>();
    for (Candidate candidate : candidates) {
      if (candidate.eventId != null) {
        made.put(candidate.seq, candidate.eventId);
      }
    }
    for (Candidate candidate : candidates) {
      Known original = candidate.duplicateOf;
      if (original != null) {
        candidate.eventId = made.getOrDefault(original.seq(), original.eventId());
      }
    }
  }

  private <T> Array texts(List<T> from, Function<T, String> text) throws SQLException {
    return writer.createArrayOf("text", from.stream().map(text).toArray(String[]::new));
  }

  private <T> Array numbers(List<T> from, Function<T, Long> number) throws SQLException {
    return writer.createArrayOf("bigint", from.stream().map(number).toArray(Long[]::new));
  }
}
