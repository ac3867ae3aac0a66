package io.dromedary.signature;

import java.util.ArrayList;
import java.util.List;

/**
 * Something as it may have been at the sender, and in what that differs from how it is here.
 *
 * @param causes none when it is as it should be
 */
record Changed<T>(T value, List<Cause> causes) {
  Changed {
    causes = List.copyOf(causes);
  }

  static <T> Changed<T> not(T value) {
    return new Changed<>(value, List.of());
  }

  static <T> Changed<T> by(T value, String label, String what, String mend) {
    return new Changed<>(value, List.of(new Cause(label, what, mend)));
  }

  int cost() {
    return causes.size();
  }

  /** The causes of several, those of the first first. */
  static List<Cause> causes(Changed<?>... all) {
    List<Cause> causes = new ArrayList<>();
    for (Changed<?> one : all) {
      causes.addAll(one.causes);
    }
    return causes;
  }
}
