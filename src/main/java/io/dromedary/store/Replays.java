package io.dromedary.store;

import io.dromedary.event.EnvelopeReaders;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongPredicate;

/**
 * Replays what the store holds. What was done and how far it has come are one transaction, so a
 * replay that is interrupted goes on where it stands and does nothing twice. Thread-safe.
 */
public final class Replays {
  private static final int PAGE = 200;
  private static final String COLUMNS =
      "id, created_at, request, last_seq, after_seq, total, examined, repeated, added, routed,"
          + " hastened, remaining, state, ended_at";

  private final Database database;
  private final EnvelopeReaders readers;
  private final Clock clock;

  /**
   * Replays in this database.
   *
   * @param readers how each source is read now
   */
  public Replays(Database database, EnvelopeReaders readers, Clock clock) {
    this.database = database;
    this.readers = readers;
    this.clock = clock;
  }

  /**
   * Counts what a replay would do, and does nothing.
   *
   * @param goOn learns how many events are counted so far, and may end it before its time
   */
  public ReplayPlan plan(ReplayRequest request, LongPredicate goOn) {
    long last = last();
    Rereading rereading = new Rereading(database, readers);
    EventScan scan = EventScan.oldestFirst(database, request.filter(), 0, last);
    long events = 0;
    ReplayCount would = ReplayCount.NONE;
    while (!scan.isOver() && goOn.test(events)) {
      for (Match match : scan.next(PAGE)) {
        events++;
        for (ReplayItem item : ReplayItem.of(match, request, rereading)) {
          would = would.plus(item.would());
        }
      }
    }
    return new ReplayPlan(events, last, would);
  }

  private long last() {
    return database.read(
        "reading the newest event",
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement("select max(seq) from event");
              ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0L;
          }
        });
  }

  /** Begins a replay as it was planned; nothing is done before its first {@link #step}. */
  public Replay create(ReplayRequest request, ReplayPlan plan) {
    long createdAt = clock.millis();
    return kept(
        "creating a replay",
        database.change(
            (connection, effects) -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "insert into replay (created_at, request, last_seq, total)"
                          + " values (?, ?, ?, ?) returning "
                          + COLUMNS)) {
                insert.setLong(1, createdAt);
                insert.setString(2, request.json());
                insert.setLong(3, plan.last());
                insert.setLong(4, plan.events());
                try (ResultSet rows = insert.executeQuery()) {
                  rows.next();
                  return replay(rows);
                }
              }
            }));
  }

  /** The replay of this number, if there is one. */
  public Optional<Replay> find(long id) {
    return database.read(
        "reading replay " + id,
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select " + COLUMNS + " from replay where id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
              return rows.next() ? Optional.of(replay(rows)) : Optional.empty();
            }
          }
        });
  }

  /** The latest replays, the newest first. */
  public List<Replay> latest(int max) {
    return database.read(
        "reading the replays",
        connection -> {
          List<Replay> latest = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select " + COLUMNS + " from replay order by id desc limit ?")) {
            select.setInt(1, max);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                latest.add(replay(rows));
              }
            }
          }
          return latest;
        });
  }

  /**
   * Replays the next events, at most {@code max}.
   *
   * @param replay as it stands
   * @return as it stands then
   * @throws StoreException when the step could not be kept, or somebody else has made it meanwhile;
   *     the replay then goes on from {@link #find}
   */
  public Replay step(Replay replay, int max) {
    ReplayRequest request = replay.request();
    Rereading rereading = new Rereading(database, readers);
    EventScan scan =
        EventScan.oldestFirst(database, request.filter(), replay.after(), replay.last());
    List<Match> matches = scan.next(max);
    List<ReplayItem> items = new ArrayList<>();
    matches.forEach(match -> items.addAll(ReplayItem.of(match, request, rereading)));
    long after = scan.isOver() ? replay.last() : scan.at();
    Instant endedAt = after >= replay.last() ? clock.instant() : null;
    Optional<Replay> made =
        kept(
            "continuing replay " + replay.id(),
            database.change(
                (connection, effects) -> {
                  if (!advance(connection, replay, after)) {
                    return Optional.empty();
                  }
                  ReplayCount count = ReplayCount.NONE;
                  try (ReplayWrites writes =
                      new ReplayWrites(
                          connection,
                          effects,
                          database.dialect(),
                          request.filter().isOfDiscarded())) {
                    for (ReplayItem item : items) {
                      count = count.plus(writes.apply(item, "replay:" + replay.id()));
                    }
                  }
                  Replay next = replay.after(after, matches.size(), count, endedAt);
                  keep(connection, next);
                  return Optional.of(next);
                }));
    return made.orElseThrow(
        () ->
            new StoreException(
                "continuing replay " + replay.id() + ": somebody else continues it as well", null));
  }

  /** Of two who make the same step, one does nothing. */
  private static boolean advance(Connection connection, Replay replay, long after)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update replay set after_seq = ? where id = ? and after_seq = ? and state = 'open'")) {
      update.setLong(1, after);
      update.setLong(2, replay.id());
      update.setLong(3, replay.after());
      return update.executeUpdate() == 1;
    }
  }

  private static void keep(Connection connection, Replay replay) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update replay set examined = ?, repeated = ?, added = ?, routed = ?, hastened = ?,"
                + " remaining = ?, state = ?, ended_at = ? where id = ?")) {
      update.setLong(1, replay.examined());
      update.setLong(2, replay.done().repeated());
      update.setLong(3, replay.done().added());
      update.setLong(4, replay.done().routed());
      update.setLong(5, replay.done().hastened());
      update.setLong(6, replay.done().left());
      update.setString(7, replay.state().text());
      Instant endedAt = replay.endedAt();
      if (endedAt == null) {
        update.setNull(8, Types.BIGINT);
      } else {
        update.setLong(8, endedAt.toEpochMilli());
      }
      update.setLong(9, replay.id());
      update.executeUpdate();
    }
  }

  private static Replay replay(ResultSet rows) throws SQLException {
    return new Replay(
        rows.getLong(1),
        Instant.ofEpochMilli(rows.getLong(2)),
        ReplayRequest.of(rows.getString(3)),
        rows.getLong(4),
        rows.getLong(5),
        rows.getLong(6),
        rows.getLong(7),
        new ReplayCount(
            rows.getLong(8), rows.getLong(9), rows.getLong(10), rows.getLong(11), rows.getLong(12)),
        Replay.State.valueOf(rows.getString(13).toUpperCase(Locale.ROOT)),
        Summaries.time(rows, 14));
  }

  static <R> R kept(String doing, CompletableFuture<R> change) {
    try {
      return change.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException known) {
        throw known;
      }
      throw new StoreException(doing + ": " + e.getCause(), e);
    }
  }
}
