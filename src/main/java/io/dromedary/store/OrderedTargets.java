package io.dromedary.store;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The targets whose deliveries keep the order of their keys, as far as they were claimed by this
 * process. Thread-safe.
 */
final class OrderedTargets {
  private final Map<String, Ordering> orderings = new ConcurrentHashMap<>();
  private final Set<String> ordered = ConcurrentHashMap.newKeySet();

  /** From now on the target is claimed in this way. */
  void put(String target, Ordering ordering) {
    if (orderings.put(target, ordering) == ordering) {
      return;
    }
    if (ordering == Ordering.NONE) {
      ordered.remove(target);
    } else {
      ordered.add(target);
    }
  }

  /** How the target was claimed the last time; null before the first. */
  @Nullable Ordering of(String target) {
    return orderings.get(target);
  }

  boolean contains(String target) {
    return ordered.contains(target);
  }

  /** The names of those that keep an order. */
  Set<String> names() {
    return ordered;
  }
}
