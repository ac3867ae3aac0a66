package io.dromedary.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been found so far, each mistake once. */
final class Findings {
  private static final Comparator<Finding> BY_PLACE =
      Comparator.comparing(Finding::place, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final Set<Finding> all = new LinkedHashSet<>();

  void error(@Nullable Place place, String reason, String mend) {
    all.add(Finding.error(place, reason, mend));
  }

  void warning(@Nullable Place place, String reason, String mend) {
    all.add(Finding.warning(place, reason, mend));
  }

  void add(Finding finding) {
    all.add(finding);
  }

  /** In the order of files and lines. */
  List<Finding> sorted() {
    List<Finding> sorted = new ArrayList<>(all);
    sorted.sort(BY_PLACE);
    return List.copyOf(sorted);
  }
}
