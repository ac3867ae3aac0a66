package io.dromedary.bench.report;

import java.util.Arrays;

/**
 * What several rounds of one measurement say together.
 *
 * @param count of rounds
 * @param min the least
 * @param median the one in the middle; of an even number, the mean of the two
 * @param max the greatest
 */
public record Spread(int count, double min, double median, double max) {
  /** Of values in any order. */
  public static Spread of(double... values) {
    if (values.length == 0) {
      return new Spread(0, Double.NaN, Double.NaN, Double.NaN);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted.length, sorted[0], median, sorted[sorted.length - 1]);
  }

  public boolean isEmpty() {
    return count == 0;
  }
}
