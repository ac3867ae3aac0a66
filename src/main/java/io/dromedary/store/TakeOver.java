package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes due again what belonged to nodes whose lease has run out. Any node may do it, also several
 * at once. Each row changes hands: its fence grows, so that whatever its last owner still has to
 * say about it is discarded.
 */
final class TakeOver {
  private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);
  private static final int STEP = 1000;

  private static final String GONE =
      "(select id from node where lease_until <= clock_timestamp() and id <> ?)";
  private static final String FREE_EVENTS =
      "update event set owner = null, fence = fence + 1 where seq in (select seq from event"
          + " where state = 'accepted' and owner in "
          + GONE
          + " limit ? for update skip locked)";
  private static final String FREE_DELIVERIES =
      "update delivery set owner = null, fence = fence + 1 where id in (select id from delivery"
          + " where state = 'pending' and owner in "
          + GONE
          + " limit ? for update skip locked)";

  /**
   * A transaction of a node that is gone may yet be committed by the server, so its row stays for a
   * while.
   */
  private static final String FORGET =
      "delete from node n where lease_until < clock_timestamp() - interval '1 hour'"
          + " and not exists (select 1 from event where state = 'accepted' and owner = n.id)"
          + " and not exists (select 1 from delivery where state = 'pending' and owner = n.id)";

  private final AtomicLong taken = new AtomicLong();

  /** How many events and deliveries were made due again. */
  long taken() {
    return taken.get();
  }

  /**
   * Frees what there is to free.
   *
   * @param self this node: what it has in hand goes on as its own when its lease is new
   * @param connection in auto-commit mode
   * @param patience after which the rest is left for the next time
   */
  void run(Connection connection, long self, Duration patience) throws SQLException {
    if (!isAnybodyGone(connection, self)) {
      return;
    }
    long began = System.nanoTime();
    long events = 0;
    long deliveries = 0;
    long freed;
    do {
      long freedEvents = free(connection, FREE_EVENTS, self);
      long freedDeliveries = free(connection, FREE_DELIVERIES, self);
      events += freedEvents;
      deliveries += freedDeliveries;
      freed = freedEvents + freedDeliveries;
    } while (freed > 0 && System.nanoTime() - began < patience.toNanos());
    taken.addAndGet(events + deliveries);
    if (events + deliveries > 0) {
      LOG.info(
          "Took over from nodes that are gone: {} event(s) and {} delivery(ies) are due again",
          events,
          deliveries);
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(FORGET);
    }
  }

  private static boolean isAnybodyGone(Connection connection, long self) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select exists " + GONE)) {
      select.setLong(1, self);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static long free(Connection connection, String sql, long self) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, self);
      update.setInt(2, STEP);
      return update.executeUpdate();
    }
  }
}
