package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Frees what is held behind something that has just ended. Used by the writer thread only.
 *
 * @see KeyOrder
 */
final class HeldDeliveries {
  private final OrderedTargets targets;
  private final PreparedStatement freeNext;

  HeldDeliveries(Connection writer, OrderedTargets targets) throws SQLException {
    this.targets = targets;
    this.freeNext = writer.prepareStatement(KeyOrder.FREE_NEXT);
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
    freeNext.executeUpdate();
    // Also when nothing was held: the next one may have been left where it was, or be about to be.
    effects.due(target);
  }
}
