package io.dromedary.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much of what the store holds: counted in the database, and kept up with each commit of this
 * process. Thread-safe.
 */
final class Counters {
  /** What was counted in the database at one moment. */
  record Counted(long unrouted, Map<String, Long> pending, Map<Stage, Long> dead) {}

  private final LongAdder unrouted = new LongAdder();
  private final Map<String, LongAdder> pending = new ConcurrentHashMap<>();
  private final Map<Stage, LongAdder> dead = new EnumMap<>(Stage.class);
  private long commits;
  private boolean committing;

  Counters() {
    for (Stage stage : Stage.values()) {
      dead.put(stage, new LongAdder());
    }
  }

  Counters(Counted counted) {
    this();
    set(counted);
  }

  /** From here on the database may count what is not booked here yet. */
  synchronized void beginCommit() {
    committing = true;
  }

  /** What was committed is booked. */
  synchronized void endCommit() {
    committing = false;
    commits++;
  }

  /** Grows with each commit of this process; negative while one is under way. */
  synchronized long mark() {
    return committing ? -1 : commits;
  }

  /**
   * Replaces what is known by what was counted.
   *
   * @param mark taken before it was counted
   * @return false when a commit of this process came between: then nobody knows whether it was
   *     counted, and nothing is replaced
   */
  synchronized boolean replace(Counted counted, long mark) {
    if (mark < 0 || committing || mark != commits) {
      return false;
    }
    set(counted);
    return true;
  }

  /** Replaces what is known even if it is off by what is being committed. */
  synchronized void replaceRoughly(Counted counted) {
    set(counted);
  }

  private void set(Counted counted) {
    set(unrouted, counted.unrouted());
    counted.pending().keySet().forEach(target -> pending(target, 0));
    pending.forEach((target, count) -> set(count, counted.pending().getOrDefault(target, 0L)));
    dead.forEach((stage, count) -> set(count, counted.dead().getOrDefault(stage, 0L)));
  }

  private static void set(LongAdder count, long value) {
    count.add(value - count.sum());
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
