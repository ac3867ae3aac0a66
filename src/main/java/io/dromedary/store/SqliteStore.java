package io.dromedary.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The store in one SQLite file: the embedded default. One process owns the file; what it has
 * claimed is known in its memory only, so that after a crash all of it is due again.
 */
public final class SqliteStore extends SqlStore {
  private final Connection writer;
  private final HikariDataSource readers;
  private final Set<Long> claimedEvents = ConcurrentHashMap.newKeySet();
  private final Set<Long> claimedDeliveries = ConcurrentHashMap.newKeySet();
  private final BusyKeys busyKeys = new BusyKeys();

  // Two claimers of one name take turns: else both would find the same rows due.
  private final Map<String, Object> claimersOfEvents = new ConcurrentHashMap<>();
  private final Map<String, Object> claimersOfDeliveries = new ConcurrentHashMap<>();

  private final KeyIndex keys;
  private final KeyUpkeepThread upkeep;

  private SqliteStore(
      Connection writer,
      HikariDataSource readers,
      Counters counters,
      OrderedTargets ordered,
      KeyRecovery.Recovered keys)
      throws SQLException {
    super(
        new SqliteWrites(writer, ordered, keys.index()),
        new IndexedTransactions(SqliteDatabase.transactions(writer), keys.index()),
        counters,
        ordered);
    this.writer = writer;
    this.readers = readers;
    this.keys = keys.index();
    start();
    this.upkeep = KeyUpkeepThread.start(keys, this);
  }

  /**
   * Loads SQLite, so that a store opens sooner; nothing has to be loaded before.
   *
   * @throws SQLException when there is no library for this platform, or it cannot be unpacked
   */
  public static void load() throws SQLException {
    try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
        Statement statement = memory.createStatement()) {
      statement.execute("select 1");
    }
  }

  /**
   * Opens the store in a file, which is made when there is none.
   *
   * @throws StoreException when the file cannot be opened, is damaged, or was written by a newer
   *     version; it is left as it is
   */
  public static SqliteStore open(Path file) {
    return open(file, KeyIndex.RUN);
  }

  /**
   * Opens it with runs of another size.
   *
   * @param run so many keys are made a run of the index of keys
   */
  static SqliteStore open(Path file, int run) {
    SqliteDatabase database = new SqliteDatabase(file);
    Connection writer = database.openWriter();
    try {
      return open(writer, readers(file), run);
    } catch (SQLException | RuntimeException e) {
      try {
        writer.close();
      } catch (SQLException close) {
        e.addSuppressed(close);
      }
      throw database.unusable(e);
    }
  }

  private static SqliteStore open(Connection writer, HikariDataSource readers, int run)
      throws SQLException {
    try (Connection reader = readers.getConnection()) {
      return new SqliteStore(
          writer,
          readers,
          new Counters(Counts.of(reader)),
          new OrderedTargets(),
          KeyRecovery.of(writer, run));
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
  Connection writer() {
    return writer;
  }

  @Override
  void closeWriter() throws SQLException {
    writer.close();
  }

  @Override
  public List<StoredEvent> claimEvents(String source, int max, Instant now) {
    synchronized (claimersOfEvents.computeIfAbsent(source, s -> new Object())) {
      // Copied before the query: what is handed back while it runs may still look due to it.
      Set<Long> claimed = Set.copyOf(claimedEvents);
      List<StoredEvent> due =
          read(
              "reading the events of source " + source + " to be routed",
              reader -> SqliteReads.dueEvents(reader, source, now, max, claimed));
      due.forEach(event -> claimedEvents.add(event.seq()));
      return due;
    }
  }

  @Override
  public void releaseEvent(StoredEvent event) {
    ended(event);
  }

  @Override
  void ended(StoredEvent event) {
    claimedEvents.remove(event.seq());
  }

  @Override
  public List<StoredDelivery> claimDeliveries(
      String target, int max, Instant now, Ordering ordering) {
    synchronized (claimersOfDeliveries.computeIfAbsent(target, t -> new Object())) {
      orderedBy(target, ordering);
      List<StoredDelivery> due =
          ordering == Ordering.NONE
              ? due(target, max, now)
              : dueInOrder(target, max, now, ordering);
      for (StoredDelivery delivery : due) {
        claimedDeliveries.add(delivery.id());
        if (ordering != Ordering.NONE) {
          busyKeys.add(delivery);
        }
      }
      return due;
    }
  }

  private List<StoredDelivery> due(String target, int max, Instant now) {
    Set<Long> claimed = Set.copyOf(claimedDeliveries);
    return read(
        "reading the deliveries of target " + target + " that are due",
        reader -> SqliteReads.dueDeliveries(reader, target, now, max, claimed));
  }

  private List<StoredDelivery> dueInOrder(String target, int max, Instant now, Ordering ordering) {
    while (true) {
      Set<Long> claimed = Set.copyOf(claimedDeliveries);
      Set<String> busy = busyKeys.of(target);
      SqliteReads.InOrder found =
          read(
              "reading the deliveries of target " + target + " whose turn it is",
              reader ->
                  SqliteReads.dueInOrder(
                      reader, target, now, max, ordering, claimed, busy, HELD_AT_ONCE));
      boolean allHeld = hold(found.blocked(), ordering);
      // Behind those that are blocked there may be others, and one may just have had its turn.
      if (!found.due().isEmpty() || (allHeld && found.blocked().size() < HELD_AT_ONCE)) {
        return found.due();
      }
    }
  }

  @Override
  public void releaseDelivery(StoredDelivery delivery) {
    ended(delivery);
  }

  @Override
  void ended(StoredDelivery delivery) {
    busyKeys.remove(delivery);
    claimedDeliveries.remove(delivery.id());
  }

  @Override
  public boolean holdsClaims() {
    return true;
  }

  @Override
  public @Nullable Duration lease() {
    return null;
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public <R> R read(String doing, Read<R> read) {
    try (Connection reader = readers.getConnection()) {
      return read.from(reader);
    } catch (SQLException e) {
      throw new StoreException(doing, e);
    }
  }

  @Override
  public OptionalLong find(Connection connection, String source, String eventId)
      throws SQLException {
    return EventIds.find(connection, keys, source, eventId);
  }

  /** From now on the index of keys stays in memory as far as it is not in the file. */
  void endUpkeep() {
    upkeep.close();
  }

  @Override
  public void close() {
    endUpkeep();
    try {
      super.close();
    } finally {
      readers.close();
    }
  }
}
