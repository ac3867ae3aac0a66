package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sign of life of this process among those that share a store. As long as it is renewed nobody
 * takes over what the process has claimed. A lease that ran out is never renewed: the process goes
 * on as another incarnation, with what nobody has taken over by then.
 *
 * <p>Times of the lease are those of the database only; this process measures how long ago its last
 * renewal began with a clock that does not jump.
 */
final class NodeLease {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);

  /** Clocks of one network agree better than this; below it nothing is corrected. */
  private static final long TOLERATED_SKEW_MILLIS = 1000;

  private static final String LEASE_END = "clock_timestamp() + ? * interval '1 millisecond'";
  private static final String DATABASE_MILLIS =
      "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private final PostgresDatabase database;
  private final String name;
  private final Duration length;
  private final InHand events;
  private final InHand deliveries;
  private final ScheduledExecutorService executor;
  private final ReadWriteLock incarnation = new ReentrantReadWriteLock();
  private final AtomicLong lost = new AtomicLong();
  private @Nullable Connection connection;
  private volatile long node;
  private volatile long heldUntilNanos;
  private volatile long skewMillis;
  private boolean failing;
  private volatile boolean ended;
  private volatile @Nullable ScheduledFuture<?> next;

  /**
   * @param name of the process, of which there is one at a time
   * @param executor of the renewals; nothing else may hold it up
   */
  NodeLease(
      PostgresDatabase database,
      String name,
      Duration length,
      InHand events,
      InHand deliveries,
      ScheduledExecutorService executor) {
    this.database = database;
    this.name = name;
    this.length = length;
    this.events = events;
    this.deliveries = deliveries;
    this.executor = executor;
  }

  /** Begins the first incarnation. What an earlier process of this name had is free from now on. */
  void begin() throws SQLException {
    Connection to = connected();
    try (PreparedStatement end =
        to.prepareStatement(
            "update node set lease_until = clock_timestamp()"
                + " where name = ? and lease_until > clock_timestamp()")) {
      end.setString(1, name);
      end.executeUpdate();
    }
    long sent = System.nanoTime();
    node = insert(to);
    heldUntilNanos = sent + length.toNanos();
    renewed(to, sent);
    schedule(length.dividedBy(3));
  }

  /** This incarnation of the process. */
  long node() {
    return node;
  }

  String name() {
    return name;
  }

  Duration length() {
    return length;
  }

  /** Whether nobody can have taken over what this process has; it needs no database to say so. */
  boolean isHeld() {
    return heldUntilNanos - System.nanoTime() > 0;
  }

  /** How often it ran out. */
  long lost() {
    return lost.get();
  }

  /** Milliseconds by which the clock of the database is ahead of ours; 0 when they agree. */
  long skewMillis() {
    return skewMillis;
  }

  /** While it is locked the incarnation stays the same. */
  Lock incarnation() {
    return incarnation.readLock();
  }

  /** While it is locked nobody claims. */
  Lock withoutClaims() {
    return incarnation.writeLock();
  }

  private void schedule(Duration delay) {
    try {
      next = executor.schedule(this::renew, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("The store is being closed");
    }
  }

  /** Renews no more; one that is under way goes on. */
  void stopRenewing() {
    ended = true;
    ScheduledFuture<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }

  private void renew() {
    if (ended) {
      return;
    }
    Duration delay = length.dividedBy(10);
    try {
      Connection to = connected();
      long sent = System.nanoTime();
      if (!renewed(to, sent)) {
        reincarnate(to);
      }
      if (failing) {
        LOG.info("The lease of node {} ({}) is renewed again", node, name);
      }
      failing = false;
      delay = length.dividedBy(3);
    } catch (SQLException | RuntimeException e) {
      disconnect();
      if (!failing) {
        LOG.warn(
            "The lease of node {} ({}) cannot be renewed and is tried again; {} s after the last"
                + " renewal other nodes take over what this one has: {}",
            node,
            name,
            length.toSeconds(),
            e.getMessage());
      }
      failing = true;
    } finally {
      schedule(delay);
    }
  }

  private boolean renewed(Connection to, long sent) throws SQLException {
    try (PreparedStatement update =
        to.prepareStatement(
            "update node set lease_until = "
                + LEASE_END
                + " where id = ? and lease_until > clock_timestamp() returning "
                + DATABASE_MILLIS)) {
      long before = System.currentTimeMillis();
      update.setLong(1, length.toMillis());
      update.setLong(2, node);
      try (ResultSet rows = update.executeQuery()) {
        if (!rows.next()) {
          return false;
        }
        heldUntilNanos = sent + length.toNanos();
        measure(rows.getLong(1) - (before + System.currentTimeMillis()) / 2);
        return true;
      }
    }
  }

  private void measure(long skew) {
    if (Math.abs(skew - skewMillis) <= TOLERATED_SKEW_MILLIS) {
      return;
    }
    skewMillis = Math.abs(skew) <= TOLERATED_SKEW_MILLIS ? 0 : skew;
    LOG.warn(
        "The clock of the database is {} ms ahead of that of this machine (negative: behind);"
            + " redeliveries follow that of the database",
        skewMillis);
  }

  private long insert(Connection to) throws SQLException {
    try (PreparedStatement insert =
        to.prepareStatement(
            "insert into node (name, lease_until) values (?, " + LEASE_END + ") returning id")) {
      insert.setString(1, name);
      insert.setLong(2, length.toMillis());
      try (ResultSet rows = insert.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** What others have not taken over yet goes on as ours; the rest is not in our hands any more. */
  private void reincarnate(Connection to) throws SQLException {
    incarnation.writeLock().lock();
    try {
      long gone = node;
      int before = events.size() + deliveries.size();
      to.setAutoCommit(false);
      long sent = System.nanoTime();
      long fresh = insert(to);
      Map<Long, Long> keptEvents =
          adopt(to, "event", "seq", "state = 'accepted'", gone, fresh, events);
      Map<Long, Long> keptDeliveries =
          adopt(to, "delivery", "id", "state = 'pending'", gone, fresh, deliveries);
      to.commit();
      to.setAutoCommit(true);
      events.retain(keptEvents);
      deliveries.retain(keptDeliveries);
      node = fresh;
      heldUntilNanos = sent + length.toNanos();
      lost.incrementAndGet();
      LOG.warn(
          "Node {} ({}) was not heard of for longer than its lease of {} s, and goes on as node {};"
              + " of {} events and deliveries in hand it still has {}. What another node took over"
              + " may be delivered twice.",
          gone,
          name,
          length.toSeconds(),
          fresh,
          before,
          keptEvents.size() + keptDeliveries.size());
    } finally {
      incarnation.writeLock().unlock();
    }
  }

  private static Map<Long, Long> adopt(
      Connection to, String table, String key, String open, long gone, long fresh, InHand inHand)
      throws SQLException {
    String sql =
        "update "
            + table
            + " set owner = ? where "
            + key
            + " in (select "
            + key
            + " from "
            + table
            + " where "
            + key
            + " = any (?) and "
            + open
            + " and owner = ? for update skip locked) returning "
            + key
            + ", generation, fence";
    Map<Long, Long> kept = new HashMap<>();
    try (PreparedStatement update = to.prepareStatement(sql)) {
      update.setLong(1, fresh);
      update.setArray(2, to.createArrayOf("bigint", inHand.ids().toArray()));
      update.setLong(3, gone);
      try (ResultSet rows = update.executeQuery()) {
        while (rows.next()) {
          kept.put(rows.getLong(1), new Token(rows.getInt(2), rows.getLong(3)).packed());
        }
      }
    }
    return kept;
  }

  private Connection connected() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = database.connect("dromedary-lease", length.dividedBy(3));
      connection = current;
    }
    return current;
  }

  private void disconnect() {
    PostgresDatabase.discard(connection);
    connection = null;
  }

  /**
   * Ends it: what this process still had is free for others at once. The renewals have ended by
   * now.
   */
  void end() {
    heldUntilNanos = System.nanoTime();
    try (PreparedStatement update =
        connected()
            .prepareStatement(
                "update node set lease_until = clock_timestamp()"
                    + " where id = ? and lease_until > clock_timestamp()")) {
      update.setLong(1, node);
      update.executeUpdate();
    } catch (SQLException e) {
      LOG.warn(
          "The lease of node {} ({}) could not be ended; others take over in {} s: {}",
          node,
          name,
          length.toSeconds(),
          e.getMessage());
    } finally {
      disconnect();
    }
  }
}
