package io.dromedary.store;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one change makes of the counts, and who has something to do afterwards. Booked when the
 * change is committed. Not thread-safe.
 */
public final class Effects {
  private final Map<String, Long> unrouted = new HashMap<>(4);
  private final Map<String, Long> pending = new HashMap<>();
  private final Map<Stage, Long> dead = new EnumMap<>(Stage.class);
  private final Set<String> due = new HashSet<>(2);

  /** So many events more of a source are to be routed; negative for fewer. */
  public void unrouted(String source, long change) {
    unrouted.merge(source, change, Long::sum);
  }

  /** So many deliveries more of a target are pending; negative for fewer. */
  public void pending(String target, long change) {
    pending.merge(target, change, Long::sum);
  }

  /** So many dead letters more; negative for fewer. */
  public void dead(Stage stage, long change) {
    dead.merge(stage, change, Long::sum);
  }

  /** Deliveries of a target that were pending before may be due now. */
  public void due(String target) {
    due.add(target);
  }

  /** And what another change makes of them. */
  void add(Effects other) {
    other.unrouted.forEach(this::unrouted);
    other.pending.forEach(this::pending);
    other.dead.forEach(this::dead);
    due.addAll(other.due);
  }

  void book(Counters counters, Wakers events, Wakers deliveries, Set<Runnable> wake) {
    unrouted.forEach(
        (source, change) -> {
          counters.unrouted(change);
          if (change > 0) {
            events.collect(source, wake);
          }
        });
    pending.forEach(
        (target, change) -> {
          counters.pending(target, change);
          if (change > 0) {
            deliveries.collect(target, wake);
          }
        });
    dead.forEach(counters::dead);
    due.forEach(target -> deliveries.collect(target, wake));
  }
}
