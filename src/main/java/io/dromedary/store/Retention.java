package io.dromedary.store;

import io.dromedary.store.RetentionRules.Fate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from the store what its rules do not keep, in small steps. What is not routed, or has a
 * delivery that is pending, is always kept.
 *
 * <p>Several nodes that share a store may do this at once. {@link #pass} is for one thread; what it
 * has done can be read by any.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** So few rows and bytes a step that a commit which waits for it hardly notices. */
  private static final int STEP_EVENTS = 100;

  private static final long STEP_BYTES = 1L << 20;
  private static final int STEP_KEYS = 500;
  private static final int PAGE = 500;

  /** A clock that is wrong must not cost all events at once. */
  private static final long EVENTS_PER_PASS = 20_000;

  /** Clocks of nodes differ, and a key that has expired is not believed anyway. */
  private static final Duration KEY_GRACE = Duration.ofHours(1);

  private static final long WARN_EVERY_NANOS = Duration.ofDays(1).toNanos();

  /** What is removed. */
  public enum Kind {
    EVENTS,
    DELIVERIES,
    ATTEMPTS,
    /** Events among those above that were dead letters. */
    DEAD_LETTERS,
    DUPLICATE_KEYS
  }

  private final Database database;
  private final RetentionRules rules;
  private final Clock clock;
  private final LongSupplier nanos;
  private final ClockGuard guard;
  private final AttemptRetention attempts;
  private final Map<Kind, LongAdder> removed = new EnumMap<>(Kind.class);
  private long cursor;
  private Expiring.Census census = new Expiring.Census();
  private long newestBefore = -1;
  private long warnedAt;
  private boolean warned;
  private volatile Expiring expiring = Expiring.NONE;
  private volatile @Nullable String held;

  /**
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   */
  public Retention(Database database, RetentionRules rules, Clock clock, LongSupplier nanos) {
    this.database = database;
    this.rules = rules;
    this.clock = clock;
    this.nanos = nanos;
    this.guard = new ClockGuard(clock, nanos);
    this.attempts = new AttemptRetention(rules, nanos);
    for (Kind kind : Kind.values()) {
      removed.put(kind, new LongAdder());
    }
  }

  /** How many were removed since the start. */
  public long removed(Kind kind) {
    LongAdder adder = removed.get(kind);
    return adder == null ? 0 : adder.sum();
  }

  /** The dead letters that go within a few days, as of the last time all were looked at. */
  public Expiring expiring() {
    return expiring;
  }

  /** Why nothing is removed at present; null when what is due is. */
  public @Nullable String held() {
    return held;
  }

  /**
   * Removes some of what is due, and goes on next time where it stopped.
   *
   * @throws StoreException when the store cannot be read or written; the next pass goes on
   * @throws InterruptedException when {@code pace} ends it
   */
  public void pass(Pace pace) throws InterruptedException {
    Steps steps = new Steps(database, pace, nanos);
    Newest newest = look();
    if (held != null) {
      return;
    }
    Instant now = clock.instant();
    if (newest != null) {
      events(steps, now, newest.seq());
      newestBefore = newest.seq();
    }
    count(Kind.ATTEMPTS, attempts.pass(steps, now));
    keys(steps, now);
    SqliteSpace.giveBack(database, steps);
  }

  /**
   * Looks at the clock without removing anything. To be called before this process accepts its
   * first event: afterwards that hides that the clock is ahead.
   *
   * @throws StoreException when the store cannot be read
   */
  public void lookAtClock() {
    look();
  }

  private @Nullable Newest look() {
    Newest newest = database.read("reading the newest event", Retention::newest).orElse(null);
    String doubt = guard.doubt(newest == null ? null : newest.receivedAt());
    if (doubt != null && held == null) {
      LOG.warn(
          "Nothing is removed from the store: {}. Removal goes on when the clock has run steadily for"
              + " a day and agrees with the events",
          doubt);
    } else if (doubt == null && held != null) {
      LOG.info("What is due is removed from the store again");
    }
    held = doubt;
    return newest;
  }

  private void count(Kind kind, long rows) {
    LongAdder adder = removed.get(kind);
    if (adder != null) {
      adder.add(rows);
    }
  }

  private record Newest(long seq, Instant receivedAt) {}

  private static Optional<Newest> newest(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select seq, received_at from event order by seq desc limit 1");
        ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? Optional.of(new Newest(rows.getLong(1), Instant.ofEpochMilli(rows.getLong(2))))
          : Optional.empty();
    }
  }

  private void events(Steps steps, Instant now, long newestSeq) throws InterruptedException {
    // It keeps up with any rate of accepts.
    long left = Math.max(EVENTS_PER_PASS, newestBefore < 0 ? 0 : 2 * (newestSeq - newestBefore));
    while (left > 0) {
      List<KeptEvent> page =
          steps.read(
              "looking for events whose time is over",
              connection -> KeptEvents.after(connection, cursor, PAGE));
      if (page.stream()
          .noneMatch(
              event ->
                  rules.reaches(
                      event.seq(), Instant.ofEpochMilli(event.receivedAt()), now, newestSeq))) {
        endOfLap();
        return;
      }
      List<KeptEvent> over = new ArrayList<>();
      for (KeptEvent event : page) {
        Fate fate = rules.fate(event, now, newestSeq);
        if (fate == Fate.OVER) {
          over.add(event);
        } else if (fate == Fate.EXPIRING) {
          census.count(event, rules.deadLettersAge());
        }
      }
      remove(over, steps, now, newestSeq);
      left -= over.size();
      cursor = page.get(page.size() - 1).seq();
    }
  }

  private void remove(List<KeptEvent> over, Steps steps, Instant now, long newestSeq)
      throws InterruptedException {
    int from = 0;
    while (from < over.size()) {
      int to = from;
      long bytes = 0;
      while (to < over.size() && to - from < STEP_EVENTS && bytes < STEP_BYTES) {
        bytes += over.get(to).weight();
        to++;
      }
      List<Long> seqs = over.subList(from, to).stream().map(KeptEvent::seq).toList();
      Step step =
          steps.change(
              (connection, effects) -> {
                // One may have been replayed since it was looked at.
                List<KeptEvent> gone =
                    KeptEvents.unlocked(connection, database.dialect(), seqs).stream()
                        .filter(event -> rules.fate(event, now, newestSeq) == Fate.OVER)
                        .toList();
                return new Step(KeptEvents.remove(connection, effects, gone), gone);
              });
      book(step);
      from = to;
    }
  }

  private record Step(Removed rows, List<KeptEvent> events) {}

  private void book(Step step) {
    count(Kind.EVENTS, step.rows().events());
    count(Kind.DELIVERIES, step.rows().deliveries());
    count(Kind.ATTEMPTS, step.rows().attempts());
    List<String> dead =
        step.events().stream().filter(KeptEvent::isDeadLetter).map(KeptEvent::name).toList();
    if (!dead.isEmpty()) {
      count(Kind.DEAD_LETTERS, dead.size());
      LOG.info(
          "Removed {} dead letter(s) older than {} days (dromedary.retention.deadLetters.age): {}",
          dead.size(),
          rules.deadLettersAge().toDays(),
          String.join(", ", dead));
    }
  }

  private void endOfLap() {
    cursor = 0;
    expiring = census.result();
    census = new Expiring.Census();
    long now = nanos.getAsLong();
    if (expiring.events() == 0) {
      warned = false;
    } else if (!warned || now - warnedAt >= WARN_EVERY_NANOS) {
      warned = true;
      warnedAt = now;
      LOG.warn(
          "{} event(s) that are dead letters will be removed within {} days, the first at {}: {}; for"
              + " example {}. To keep them, replay them, or raise"
              + " dromedary.retention.deadLetters.age",
          expiring.events(),
          rules.warning().toDays(),
          expiring.next(),
          expiring.origins(),
          String.join(", ", expiring.first()));
    }
  }

  private void keys(Steps steps, Instant now) throws InterruptedException {
    long before = now.minus(KEY_GRACE).toEpochMilli();
    long passed = 0;
    int expired;
    do {
      List<Key> page =
          steps.read(
              "looking for duplicate keys that have expired",
              connection -> expired(connection, before));
      expired = page.size();
      long gone =
          page.isEmpty()
              ? 0
              : steps.change((connection, effects) -> delete(connection, page, before));
      count(Kind.DUPLICATE_KEYS, gone);
      passed += expired;
    } while (expired == STEP_KEYS && passed < 10 * EVENTS_PER_PASS);
  }

  private record Key(long seq, String source, String text) {}

  private static List<Key> expired(Connection connection, long before) throws SQLException {
    List<Key> keys = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select seq, source, key from duplicate_key where expires_at < ?"
                + " order by expires_at limit ?")) {
      select.setLong(1, before);
      select.setInt(2, STEP_KEYS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          keys.add(new Key(rows.getLong(1), rows.getString(2), rows.getString(3)));
        }
      }
    }
    return keys;
  }

  private static long delete(Connection connection, List<Key> keys, long before)
      throws SQLException {
    long deleted = 0;
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from duplicate_key where seq = ? and source = ? and key = ?"
                + " and expires_at < ?")) {
      for (Key key : keys) {
        delete.setLong(1, key.seq());
        delete.setString(2, key.source());
        delete.setString(3, key.text());
        delete.setLong(4, before);
        deleted += delete.executeUpdate();
      }
    }
    return deleted;
  }
}
