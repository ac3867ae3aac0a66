package io.dromedary.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param first the number of the first id that was sent; they are sent one after another
 * @param sent how many were sent, and answered in some way
 * @param refused how many answers were not 200
 * @param seconds from the first request to the last answer
 * @param micros latencies of all answers
 * @param generatorCores how much of a core the threads of the generator took
 */
public record LoadResult(
    long first, long sent, long refused, double seconds, Histogram micros, double generatorCores) {

  /** Answers 200 a second. */
  public double perSecond() {
    return (sent - refused) / seconds;
  }

  /**
   * Latency in milliseconds.
   *
   * @param percentile 0 to 100
   */
  public double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  /** The slowest answer in milliseconds. */
  public double slowestMillis() {
    return micros.getMaxValue() / 1000.0;
  }
}
