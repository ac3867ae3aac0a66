package io.dromedary.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How much of what the store holds, counted at the open and kept up with each commit. */
final class Counters {
  private final LongAdder unrouted = new LongAdder();
  private final Map<String, LongAdder> pending = new ConcurrentHashMap<>();
  private final Map<Stage, LongAdder> dead = new EnumMap<>(Stage.class);

  Counters() {
    for (Stage stage : Stage.values()) {
      dead.put(stage, new LongAdder());
    }
  }

  void unrouted(long change) {
    unrouted.add(change);
  }

  void pending(String target, long change) {
    pending.computeIfAbsent(target, t -> new LongAdder()).add(change);
  }

  void dead(Stage stage, long change) {
    LongAdder counter = dead.get(stage);
    if (counter != null) {
      counter.add(change);
    }
  }

  long unrouted() {
    return unrouted.sum();
  }

  Map<String, Long> pending() {
    Map<String, Long> now = new TreeMap<>();
    pending.forEach((target, count) -> now.put(target, count.sum()));
    return now;
  }

  Map<Stage, Long> dead() {
    Map<Stage, Long> now = new EnumMap<>(Stage.class);
    dead.forEach((stage, count) -> now.put(stage, count.sum()));
    return now;
  }
}
