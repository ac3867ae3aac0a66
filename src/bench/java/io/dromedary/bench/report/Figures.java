package io.dromedary.bench.report;

import java.util.Locale;

/** Numbers for people. */
final class Figures {
  static final String NONE = "-";

  private Figures() {}

  /** Without digits that say nothing: three at most, all of a large number. */
  static String of(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }

  /** The median, and in brackets the least and the greatest. */
  static String of(Spread spread) {
    if (spread.isEmpty()) {
      return NONE;
    }
    return spread.count() == 1
        ? of(spread.median())
        : "%s (%s to %s)".formatted(of(spread.median()), of(spread.min()), of(spread.max()));
  }

  static String ratio(double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.2f", value);
  }
}
