package io.dromedary.demo;

import java.util.Map;
import java.util.TreeMap;

/** How many events of each domain are somewhere. Immutable. */
record Tally(Map<Domain, Long> byDomain) {

  /** A domain of a source. */
  record Domain(String source, String name) implements Comparable<Domain> {
    @Override
    public int compareTo(Domain other) {
      // iTwin before APS, as in the documents.
      int bySource = other.source.compareTo(source);
      return bySource != 0 ? bySource : name.compareTo(other.name);
    }
  }

  static final Tally NOTHING = new Tally(Map.of());

  long of(Domain domain) {
    return byDomain.getOrDefault(domain, 0L);
  }

  long total() {
    return byDomain.values().stream().mapToLong(Long::longValue).sum();
  }

  Tally plus(Domain domain) {
    Map<Domain, Long> sum = new TreeMap<>(byDomain);
    sum.merge(domain, 1L, Long::sum);
    return new Tally(sum);
  }

  /** What came since an earlier tally of the same place. */
  Tally since(Tally earlier) {
    Map<Domain, Long> difference = new TreeMap<>();
    byDomain.forEach((domain, count) -> difference.put(domain, count - earlier.of(domain)));
    return new Tally(difference);
  }
}
