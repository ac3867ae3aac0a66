package io.dromedary.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.dromedary.store.PostgresClaims.Due;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in a PostgreSQL database, shared by several nodes without a leader. What a node has
 * claimed is its own as long as its lease lasts; afterwards others take it over, and what the node
 * has to say about it then is discarded.
 */
public final class PostgresStore extends SqlStore {
  /** The shortest lease: three renewals and the pauses of a busy machine fit. */
  public static final Duration MIN_LEASE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final int LOOKS_FOR_STRAYS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TAKE_OVER_AT_ONCE = Duration.ofSeconds(2);

  /** The id of no node. */
  private static final long NOBODY = 0;

  private final PostgresDatabase connections;
  private final PostgresTransactions transactions;
  private final HikariDataSource pool;
  private final NodeLease lease;
  private final InHand events;
  private final InHand deliveries;
  private final TakeOver takeOver = new TakeOver();
  private final SharedCounts counts;
  private final ScheduledExecutorService renewals;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "dromedary-store-watch"));

  // Two claimers of one name take turns: else both would find the same rows due.
  private final Map<String, Object> claimersOfEvents = new ConcurrentHashMap<>();
  private volatile boolean watchFails;
  private long looks;

  private PostgresStore(
      PostgresWrites writes,
      PostgresDatabase connections,
      PostgresTransactions transactions,
      Counters counters,
      OrderedTargets ordered,
      HikariDataSource pool,
      NodeLease lease,
      InHand events,
      InHand deliveries,
      ScheduledExecutorService renewals) {
    super(writes, transactions, counters, ordered);
    this.connections = connections;
    this.transactions = transactions;
    this.pool = pool;
    this.lease = lease;
    this.events = events;
    this.deliveries = deliveries;
    this.counts = new SharedCounts(counters);
    this.renewals = renewals;
  }

  /**
   * Opens the store, and makes its tables when there are none.
   *
   * @param name of this process, the same after each start; there is one at a time, so what an
   *     earlier one of this name had is due again at once
   * @param lease how long its claims outlast its last sign of life
   * @throws StoreException when the database cannot be used, with what to do about it
   */
  public static PostgresStore open(PostgresAddress address, String name, Duration lease) {
    return open(new OwnConnections(address), name, lease);
  }

  /**
   * Opens the store in a schema of the database of an application, through its own connections: two
   * are kept, up to four more are used for a moment. No table outside of the schema is touched.
   *
   * @param host for PostgreSQL; not closed with the store
   * @param schema of our tables; made when it is not there
   * @param name of this process among those that share the store
   * @param lease how long its claims outlast its last sign of life
   * @throws StoreException when the database cannot be used, with what to do about it
   */
  public static PostgresStore open(DataSource host, String schema, String name, Duration lease) {
    return open(new HostConnections(host, schema), name, lease);
  }

  private static PostgresStore open(PostgresConnections connections, String name, Duration lease) {
    return open(
        connections,
        name,
        lease,
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "dromedary-lease")));
  }

  /**
   * @param renewals renews the lease; shut down by the store
   */
  static PostgresStore open(
      PostgresAddress address, String name, Duration lease, ScheduledExecutorService renewals) {
    return open(new OwnConnections(address), name, lease, renewals);
  }

  private static PostgresStore open(
      PostgresConnections connections,
      String name,
      Duration lease,
      ScheduledExecutorService renewals) {
    PostgresDatabase database = new PostgresDatabase(connections);
    HikariDataSource pool = null;
    PostgresTransactions transactions = null;
    try {
      database.prepare();
      InHand events = new InHand();
      InHand deliveries = new InHand();
      NodeLease held = new NodeLease(database, name, lease, events, deliveries, renewals);
      Counters counters = new Counters();
      OrderedTargets ordered = new OrderedTargets();
      PostgresWrites writes = new PostgresWrites(held::node, held::skewMillis, ordered);
      transactions = new PostgresTransactions(database, writes, counters);
      transactions.connect();
      pool = database.pool("dromedary", PATIENCE);
      held.begin();
      PostgresStore store =
          new PostgresStore(
              writes,
              database,
              transactions,
              counters,
              ordered,
              pool,
              held,
              events,
              deliveries,
              renewals);
      store.begin(counters);
      return store;
    } catch (SQLException | RuntimeException e) {
      renewals.shutdownNow();
      if (transactions != null) {
        transactions.close();
      }
      if (pool != null) {
        pool.close();
      }
      throw e instanceof StoreException known ? known : database.unusable(e);
    }
  }

  /**
   * Connects once with another password.
   *
   * @throws StoreException when the database does not let us in
   */
  public void tryPassword(@Nullable String password) {
    connections.tryPassword(password);
  }

  /**
   * Another password counts for every connection from now on. Those that are open stay, but for
   * those of readers, which are closed when they are given back.
   */
  public void usePassword(@Nullable String password) {
    connections.usePassword(password);
    pool.setPassword(password);
    HikariPoolMXBean readers = pool.getHikariPoolMXBean();
    if (readers != null) {
      readers.softEvictConnections();
    }
  }

  private void begin(Counters counters) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      takeOver.run(connection, lease.node(), TAKE_OVER_AT_ONCE);
      counters.replaceRoughly(Counts.of(connection));
    }
    LOG.info(
        "Node {} ({}) on the shared store; its lease is {} s",
        lease.node(),
        lease.name(),
        lease.length().toSeconds());
    start();
    watch.scheduleWithFixedDelay(
        this::look, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Once a second, off the path of the events. */
  private void look() {
    try (Connection connection = pool.getConnection()) {
      takeOver.run(connection, lease.node(), WATCH);
      counts.refresh(connection);
      if (++looks % LOOKS_FOR_STRAYS == 0) {
        freeStrays(connection);
      }
      watchFails = false;
    } catch (SQLException | RuntimeException e) {
      if (!watchFails) {
        LOG.warn("Looking after the shared store failed and is tried again: {}", e.getMessage());
      }
      watchFails = true;
    }
    if (!isUp()) {
      // Callbacks may be kept away from this node while it is down, so it finds out by itself.
      change(PostgresStore::probe);
    }
  }

  private void freeStrays(Connection connection) throws SQLException {
    lease.withoutClaims().lock();
    try {
      int freed = PostgresClaims.freeStrays(connection, lease.node(), deliveries.ids());
      if (freed > 0) {
        LOG.info("{} delivery(ies) that this node had lost sight of are due again", freed);
      }
    } finally {
      lease.withoutClaims().unlock();
    }
  }

  private static boolean probe(Connection connection, Effects effects) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("select 1");
    }
  }

  @Override
  Connection writer() throws SQLException {
    return transactions.connection();
  }

  @Override
  void closeWriter() {
    transactions.close();
  }

  @Override
  public List<StoredEvent> claimEvents(String source, int max, Instant now) {
    String doing = "claiming the events of source " + source + " to be routed";
    synchronized (claimersOfEvents.computeIfAbsent(source, s -> new Object())) {
      return claim(
          doing,
          List.of(),
          (connection, node, skew) -> {
            long time = now.toEpochMilli() + skew;
            // Those first that wait for anybody: a node that is busy with its own must not
            // forget them.
            List<Due<StoredEvent>> due =
                PostgresClaims.unownedEvents(connection, node, source, time, max);
            due.forEach(claimed -> events.add(claimed.key(), claimed.item().token()));
            if (due.size() < max) {
              // Copied before the query: what is handed back while it runs may look due to it.
              Set<Long> inHand = events.ids();
              List<Due<StoredEvent>> own =
                  PostgresClaims.ownEvents(
                      connection, node, source, time, max - due.size(), inHand);
              own.forEach(claimed -> events.add(claimed.key(), claimed.item().token()));
              due.addAll(own);
            }
            return PostgresClaims.inOrder(due);
          });
    }
  }

  @Override
  public List<StoredDelivery> claimDeliveries(
      String target, int max, Instant now, Ordering ordering) {
    orderedBy(target, ordering);
    return ordering == Ordering.NONE
        ? claimDue(target, max, now)
        : claimInOrder(target, max, now, ordering);
  }

  private List<StoredDelivery> claimInOrder(
      String target, int max, Instant now, Ordering ordering) {
    while (true) {
      PostgresClaims.InOrder found =
          claim(
              "claiming the deliveries of target " + target + " whose turn it is",
              new PostgresClaims.InOrder(List.of(), List.of()),
              (connection, node, skew) -> {
                long time = now.toEpochMilli() + skew;
                PostgresClaims.InOrder turn =
                    inTransaction(
                        connection,
                        () ->
                            PostgresClaims.inOrder(
                                connection, node, target, time, max, ordering, HELD_AT_ONCE));
                turn.claimed().forEach(delivery -> deliveries.add(delivery.id(), delivery.token()));
                return turn;
              });
      boolean allHeld = hold(found.blocked(), ordering);
      // Behind those that are blocked there may be others, and one may just have had its turn.
      if (!found.claimed().isEmpty() || (allHeld && found.blocked().size() < HELD_AT_ONCE)) {
        return found.claimed();
      }
    }
  }

  private interface Work<R> {
    R done() throws SQLException;
  }

  private static <R> R inTransaction(Connection connection, Work<R> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      R result = work.done();
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private List<StoredDelivery> claimDue(String target, int max, Instant now) {
    return claim(
        "claiming the deliveries of target " + target + " that are due",
        List.of(),
        (connection, node, skew) -> {
          long time = now.toEpochMilli() + skew;
          List<StoredDelivery> due = PostgresClaims.deliveries(connection, node, target, time, max);
          due.forEach(delivery -> deliveries.add(delivery.id(), delivery.token()));
          return due;
        });
  }

  /** A claim for this incarnation. */
  private interface Claim<R> {
    R by(Connection connection, long node, long skew) throws SQLException;
  }

  private <R> R claim(String doing, R nothing, Claim<R> claim) {
    lease.incarnation().lock();
    try (Connection connection = pool.getConnection()) {
      return lease.isHeld() ? claim.by(connection, lease.node(), lease.skewMillis()) : nothing;
    } catch (SQLException e) {
      throw new StoreException(doing, e);
    } finally {
      lease.incarnation().unlock();
    }
  }

  @Override
  public void releaseEvent(StoredEvent event) {
    release(
        "update event set owner = null"
            + " where seq = ? and state = 'accepted' and generation = ? and fence = ?",
        event.seq(),
        event.token(),
        events);
  }

  @Override
  public void releaseDelivery(StoredDelivery delivery) {
    release(
        "update delivery set owner = null"
            + " where id = ? and state = 'pending' and generation = ? and fence = ?",
        delivery.id(),
        delivery.token(),
        deliveries);
  }

  /** In hand until it is written, so that it is not claimed between the two. */
  private void release(String sql, long key, long packed, InHand inHand) {
    Token token = Token.of(packed);
    change(
            (connection, effects) -> {
              try (var update = connection.prepareStatement(sql)) {
                update.setLong(1, key);
                update.setInt(2, token.generation());
                update.setLong(3, token.fence());
                return update.executeUpdate();
              }
            })
        .whenComplete((changed, failure) -> inHand.remove(key, packed));
  }

  @Override
  void ended(StoredEvent event) {
    events.remove(event.seq(), event.token());
  }

  @Override
  void ended(StoredDelivery delivery) {
    deliveries.remove(delivery.id(), delivery.token());
  }

  @Override
  public boolean holdsClaims() {
    return lease.isHeld();
  }

  @Override
  public boolean holds(StoredEvent event) {
    return lease.isHeld() && events.holds(event.seq(), event.token());
  }

  @Override
  public boolean holds(StoredDelivery delivery) {
    return lease.isHeld() && deliveries.holds(delivery.id(), delivery.token());
  }

  @Override
  public @Nullable Duration lease() {
    return lease.length();
  }

  @Override
  public NodeStatus node() {
    return new NodeStatus(
        lease.node(),
        lease.name(),
        lease.isHeld(),
        lease.lost(),
        takeOver.taken(),
        Duration.ofMillis(lease.skewMillis()));
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public OptionalLong find(Connection connection, String source, String eventId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select seq from event where source = ? and event_id = ?")) {
      select.setString(1, source);
      select.setString(2, eventId);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  @Override
  public <R> R read(String doing, Read<R> read) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set transaction isolation level repeatable read, read only");
      }
      try {
        return read.from(connection);
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new StoreException(doing, e);
    }
  }

  @Override
  public void close() {
    if (pool.isClosed()) {
      return;
    }
    try {
      super.close();
    } finally {
      lease.stopRenewing();
      end(watch);
      end(renewals);
      lease.end();
      freeAtOnce();
      pool.close();
    }
  }

  /** Nobody has to wait for the other nodes to notice. */
  private void freeAtOnce() {
    try (Connection connection = pool.getConnection()) {
      takeOver.run(connection, NOBODY, TAKE_OVER_AT_ONCE);
    } catch (SQLException | RuntimeException e) {
      LOG.debug("The other nodes free what this one had", e);
    }
  }

  private static void end(ScheduledExecutorService executor) {
    executor.shutdown();
    boolean interrupted = false;
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.debug("A look at the shared store ends later");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
