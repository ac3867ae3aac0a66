package io.dromedary.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Counts answers. Used by one thread; {@link #answered} may be read by others. */
final class Tally {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;
  private static final int OK = 200;

  private final Histogram micros = new Histogram(LONGEST_MICROS, DIGITS);
  private final long began = System.nanoTime();
  private long last = began;
  private long refused;
  private final AtomicLong answered = new AtomicLong();

  void count(Connection connection) {
    last = System.nanoTime();
    micros.recordValue(Math.min(LONGEST_MICROS, (last - connection.since()) / 1000));
    if (connection.status() != OK) {
      refused++;
    }
    answered.lazySet(answered.get() + 1);
  }

  long answered() {
    return answered.get();
  }

  long began() {
    return began;
  }

  LoadResult result(long first, long cpuNanos) {
    double seconds = (last - began) / 1e9;
    return new LoadResult(
        first, answered.get(), refused, seconds, micros, cpuNanos / 1e9 / seconds);
  }
}
