package io.dromedary.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The store in one SQLite file: the embedded default. One process owns the file; what it has
 * claimed is known in its memory only, so that after a crash all of it is due again.
 */
public final class SqliteStore implements Store {
  /** More writes than this do not wait for their commit; an accept beyond it fails at once. */
  private static final int MAX_WAITING = 50_000;

  private final Connection writer;
  private final HikariDataSource readers;
  private final SqliteWrites writes;
  private final GroupCommit commits;
  private final Counters counters = new Counters();
  private final Set<Long> claimedEvents = ConcurrentHashMap.newKeySet();
  private final Set<Long> claimedDeliveries = ConcurrentHashMap.newKeySet();

  // Two claimers of one name take turns: else both would find the same rows due.
  private final Map<String, Object> claimersOfEvents = new ConcurrentHashMap<>();
  private final Map<String, Object> claimersOfDeliveries = new ConcurrentHashMap<>();
  private final Wakers eventWakers = new Wakers();
  private final Wakers deliveryWakers = new Wakers();

  private SqliteStore(Connection writer, HikariDataSource readers) throws SQLException {
    this.writer = writer;
    this.readers = readers;
    this.writes = new SqliteWrites(writer);
    this.commits = new GroupCommit("dromedary-store", SqliteDatabase.transactions(writer));
    try (Connection reader = readers.getConnection()) {
      counters.unrouted(SqliteReads.unrouted(reader));
      SqliteReads.pendingDeliveries(reader).forEach(counters::pending);
      SqliteReads.deadLetters(reader).forEach(counters::dead);
    }
  }

  /**
   * Opens the store in a file, which is made when there is none.
   *
   * @throws StoreException when the file cannot be opened, is damaged, or was written by a newer
   *     version; it is left as it is
   */
  public static SqliteStore open(Path file) {
    SqliteDatabase database = new SqliteDatabase(file);
    Connection writer = database.openWriter();
    try {
      return open(writer, readers(file));
    } catch (SQLException | RuntimeException e) {
      try {
        writer.close();
      } catch (SQLException close) {
        e.addSuppressed(close);
      }
      throw database.unusable(e);
    }
  }

  private static SqliteStore open(Connection writer, HikariDataSource readers) throws SQLException {
    try {
      SqliteStore store = new SqliteStore(writer, readers);
      store.commits.start();
      return store;
    } catch (SQLException | RuntimeException e) {
      readers.close();
      throw e;
    }
  }

  private static HikariDataSource readers(Path file) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("dromedary-store-readers");
    config.setJdbcUrl("jdbc:sqlite:" + file);
    config.addDataSourceProperty("busy_timeout", "5000");
    config.addDataSourceProperty("query_only", "true");
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5000);
    return new HikariDataSource(config);
  }

  @Override
  public CompletableFuture<Accepted> accept(NewEvent event) {
    byte[] digest = Digests.sha256(event.body());
    return submit(
        new Write<Accepted>() {
          @Override
          long weight() {
            return 512L + event.body().length;
          }

          @Override
          Accepted apply() throws SQLException {
            return writes.accept(event, digest);
          }

          @Override
          Accepted applyRefused(SQLException refusal) throws SQLException {
            return writes.accept(
                event.withoutText(
                    "the database refused what the callback said of itself: "
                        + refusal.getMessage()),
                digest);
          }

          @Override
          void committed(Accepted accepted, Set<Runnable> wake) {
            if (accepted.stored() && accepted.parked()) {
              counters.dead(Stage.READ, 1);
            } else if (accepted.stored()) {
              counters.unrouted(1);
              eventWakers.collect(event.source(), wake);
            }
          }
        });
  }

  @Override
  public CompletableFuture<Void> settle(Settlement settlement) {
    return submit(
            new Write<Boolean>() {
              @Override
              Boolean apply() throws SQLException {
                return writes.settle(settlement);
              }

              @Override
              void committed(Boolean changed, Set<Runnable> wake) {
                claimedEvents.remove(settlement.seq());
                if (changed) {
                  counters.unrouted(-1);
                  if (settlement.end() == Settlement.End.PARKED) {
                    counters.dead(Stage.ROUTING, 1);
                  }
                  for (Settlement.NewDelivery recipient : settlement.recipients()) {
                    counters.pending(recipient.target(), 1);
                    deliveryWakers.collect(recipient.target(), wake);
                  }
                }
              }
            })
        .thenApply(changed -> null);
  }

  @Override
  public CompletableFuture<Void> postpone(Postponement postponement) {
    return submit(
            new Write<Boolean>() {
              @Override
              Boolean apply() throws SQLException {
                return writes.postpone(postponement);
              }

              @Override
              void committed(Boolean changed, Set<Runnable> wake) {
                claimedEvents.remove(postponement.seq());
              }
            })
        .thenApply(changed -> null);
  }

  @Override
  public CompletableFuture<Void> record(AttemptRecord attempt) {
    return submit(
            new Write<Boolean>() {
              @Override
              Boolean apply() throws SQLException {
                return writes.record(attempt);
              }

              @Override
              void committed(Boolean changed, Set<Runnable> wake) {
                claimedDeliveries.remove(attempt.deliveryId());
                if (changed && attempt.state() != DeliveryState.PENDING) {
                  counters.pending(attempt.target(), -1);
                  if (attempt.state() == DeliveryState.DEAD) {
                    counters.dead(Stage.DELIVERY, 1);
                  }
                }
              }
            })
        .thenApply(changed -> null);
  }

  private <R> CompletableFuture<R> submit(Write<R> write) {
    if (commits.waiting() >= MAX_WAITING) {
      write
          .done()
          .completeExceptionally(
              new StoreException(
                  "keeping a write: " + MAX_WAITING + " wait for their commit already", null));
    } else {
      commits.submit(write);
    }
    return write.done();
  }

  @Override
  public List<StoredEvent> claimEvents(String source, int max, Instant now) {
    synchronized (claimersOfEvents.computeIfAbsent(source, s -> new Object())) {
      // Copied before the query: what is handed back while it runs may still look due to it.
      Set<Long> claimed = Set.copyOf(claimedEvents);
      try (Connection reader = readers.getConnection()) {
        List<StoredEvent> due = SqliteReads.dueEvents(reader, source, now, max, claimed);
        due.forEach(event -> claimedEvents.add(event.seq()));
        return due;
      } catch (SQLException e) {
        throw new StoreException("reading the events of source " + source + " to be routed", e);
      }
    }
  }

  @Override
  public void releaseEvent(long seq) {
    claimedEvents.remove(seq);
  }

  @Override
  public List<StoredDelivery> claimDeliveries(String target, int max, Instant now) {
    synchronized (claimersOfDeliveries.computeIfAbsent(target, t -> new Object())) {
      Set<Long> claimed = Set.copyOf(claimedDeliveries);
      try (Connection reader = readers.getConnection()) {
        List<StoredDelivery> due = SqliteReads.dueDeliveries(reader, target, now, max, claimed);
        due.forEach(delivery -> claimedDeliveries.add(delivery.id()));
        return due;
      } catch (SQLException e) {
        throw new StoreException("reading the deliveries of target " + target + " that are due", e);
      }
    }
  }

  @Override
  public void releaseDelivery(long id) {
    claimedDeliveries.remove(id);
  }

  @Override
  public Registration onEvents(String source, Runnable wake) {
    return eventWakers.add(source, wake);
  }

  @Override
  public Registration onDeliveries(String target, Runnable wake) {
    return deliveryWakers.add(target, wake);
  }

  @Override
  public long unrouted() {
    return counters.unrouted();
  }

  @Override
  public Map<String, Long> pendingDeliveries() {
    return counters.pending();
  }

  @Override
  public Map<Stage, Long> deadLetters() {
    return counters.dead();
  }

  @Override
  public boolean isUp() {
    return commits.isUp();
  }

  @Override
  public void close() {
    commits.close();
    readers.close();
    try {
      writer.close();
    } catch (SQLException e) {
      throw new StoreException("closing the store", e);
    }
  }
}
