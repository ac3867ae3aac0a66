package io.dromedary.bench.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/**
 * A figure to reach, held against what was measured.
 *
 * @param what for people, with the bound
 * @param measured empty when it was not measured
 * @param form of the figure, for people
 */
record Goal(String what, OptionalDouble measured, String form, DoublePredicate reached) {
  static Goal atLeast(String what, double bound, OptionalDouble measured, String form) {
    return new Goal(what, measured, form, value -> value >= bound);
  }

  static Goal under(String what, double bound, OptionalDouble measured, String form) {
    return new Goal(what, measured, form, value -> value < bound);
  }

  List<String> row() {
    if (measured.isEmpty()) {
      return List.of(what, "not measured", Figures.NONE);
    }
    double value = measured.getAsDouble();
    return List.of(what, form.formatted(Figures.of(value)), reached.test(value) ? "yes" : "**no**");
  }

  /** One figure by another one; empty unless both are there. */
  static OptionalDouble ratio(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent()
        ? OptionalDouble.of(one.getAsDouble() / other.getAsDouble())
        : OptionalDouble.empty();
  }
}
