package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Frees what is held behind something that has just ended, when it is sent. Used by the writer
 * thread only.
 *
 * @see KeyOrder
 */
final class HeldDeliveries {
  private final OrderedTargets targets;
  private final PreparedStatement freeNext;
  private boolean waiting;

  HeldDeliveries(Connection writer, Dialect dialect, OrderedTargets targets) throws SQLException {
    this.targets = targets;
    this.freeNext = writer.prepareStatement(KeyOrder.freeNext(dialect));
  }

  /** Forgets what a failed transaction left behind. */
  void begin() throws SQLException {
    freeNext.clearBatch();
    waiting = false;
  }

  /** Frees what is behind all that ended since the last time. */
  void send() throws SQLException {
    if (waiting) {
      waiting = false;
      freeNext.executeBatch();
    }
  }

  /** The routing of an event has ended. */
  void afterRouting(StoredEvent event, boolean parked, Effects effects) throws SQLException {
    if (event.orderKey() == null) {
      return;
    }
    for (String target : targets.names()) {
      free(target, event.orderKey(), parked, effects);
    }
  }

  /** A delivery is not pending any more. */
  void afterDelivery(StoredDelivery delivery, boolean dead, Effects effects) throws SQLException {
    String key = delivery.event().orderKey();
    if (key != null && targets.contains(delivery.target())) {
      free(delivery.target(), key, dead, effects);
    }
  }

  private void free(String target, String key, boolean deadLetter, Effects effects)
      throws SQLException {
    if (deadLetter && targets.of(target) == Ordering.BLOCK) {
      return;
    }
    freeNext.setString(1, target);
    freeNext.setString(2, key);
    freeNext.addBatch();
    waiting = true;
    // Also when nothing was held: the next one may have been left where it was, or be about to be.
    effects.due(target);
  }
}
