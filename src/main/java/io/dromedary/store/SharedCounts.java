package io.dromedary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Keeps the counters of a store that others write to as well: counts anew about once a second, and
 * less often when that takes long. Used by one thread.
 */
final class SharedCounts {
  /** Counting takes at most one in so many of the seconds of one connection. */
  private static final int SHARE = 20;

  /** From then on a count that is off by one group is better than none. */
  private static final long ROUGHLY_AFTER_NANOS = Duration.ofSeconds(10).toNanos();

  private final Counters counters;
  private long countedAt = System.nanoTime();
  private long tookNanos;
  private long replacedAt = System.nanoTime();

  SharedCounts(Counters counters) {
    this.counters = counters;
  }

  void refresh(Connection connection) throws SQLException {
    long now = System.nanoTime();
    if (now - countedAt < tookNanos * SHARE) {
      return;
    }
    long mark = counters.mark();
    Counters.Counted counted = Counts.of(connection);
    countedAt = System.nanoTime();
    tookNanos = countedAt - now;
    if (counters.replace(counted, mark)) {
      replacedAt = countedAt;
    } else if (countedAt - replacedAt > ROUGHLY_AFTER_NANOS) {
      counters.replaceRoughly(counted);
      replacedAt = countedAt;
    }
  }
}
