package io.dromedary.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * From values to places on a plot.
 *
 * @param logarithmic whether equal distances are equal factors
 * @param from the least value
 * @param to the greatest value
 * @param begin the place of the least
 * @param end the place of the greatest
 */
record Scale(boolean logarithmic, double from, double to, double begin, double end) {
  private static final int TICKS = 5;

  /** From zero. */
  static Scale linear(double most, double begin, double end) {
    return linear(0, most, begin, end);
  }

  static Scale linear(double least, double most, double begin, double end) {
    double step = step(most - least);
    return new Scale(false, least, least + Math.ceil((most - least) / step) * step, begin, end);
  }

  /** From a power of ten to a power of ten. */
  static Scale logarithmic(double least, double most, double begin, double end) {
    return new Scale(
        true,
        Math.pow(10, Math.floor(Math.log10(least))),
        Math.pow(10, Math.ceil(Math.log10(most))),
        begin,
        end);
  }

  double at(double value) {
    double share =
        logarithmic
            ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
            : (value - from) / (to - from);
    return begin + share * (end - begin);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double tick = from; tick <= to * 1.001; tick *= 10) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = step(to - from);
    for (int i = 0; from + i * step <= to * 1.0001; i++) {
      ticks.add(from + i * step);
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double step(double range) {
    double rough = Math.max(range, 1e-9) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double share = rough / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  }
}
