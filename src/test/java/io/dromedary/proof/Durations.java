package io.dromedary.proof;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/** How long something took, each time; to a tenth of a millisecond. Thread-safe. */
final class Durations {
  private static final int SLOTS = 600_000;
  private static final long SLOT_NANOS = 100_000;

  private final AtomicLongArray counts = new AtomicLongArray(SLOTS);
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  void add(long nanos) {
    counts.incrementAndGet((int) Math.min(SLOTS - 1, nanos / SLOT_NANOS));
    longest.accumulate(nanos);
  }

  long count() {
    long count = 0;
    for (int i = 0; i < SLOTS; i++) {
      count += counts.get(i);
    }
    return count;
  }

  /** The time that so many of a thousand did not exceed, in milliseconds. */
  double perMille(int of1000) {
    long wanted = (count() * of1000 + 999) / 1000;
    long seen = 0;
    for (int i = 0; i < SLOTS; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return (i + 1) * SLOT_NANOS / 1e6;
      }
    }
    return longestMillis();
  }

  double longestMillis() {
    return longest.get() / 1e6;
  }

  /** Writes down median, 99th percentile and the longest. */
  void measuredAs(String name) {
    Figures.measured(name + ".count", count());
    Figures.measured(name + ".median", millis(perMille(500)));
    Figures.measured(name + ".p99", millis(perMille(990)));
    Figures.measured(name + ".longest", millis(longestMillis()));
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }
}
