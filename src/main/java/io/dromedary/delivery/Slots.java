package io.dromedary.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one target that are under way. One that has timed out is <em>stuck</em>, and
 * keeps its slot, until its thread comes back. Thread-safe.
 */
final class Slots {
  private final Set<Attempt> taken = ConcurrentHashMap.newKeySet();

  void take(Attempt attempt) {
    taken.add(attempt);
  }

  void free(Attempt attempt) {
    taken.remove(attempt);
  }

  /** Those that began longer ago than that and have not timed out yet. */
  List<Attempt> overdue(long nowNanos, long timeoutNanos) {
    List<Attempt> overdue = new ArrayList<>();
    for (Attempt attempt : taken) {
      if (nowNanos - attempt.beganNanos() >= timeoutNanos && !attempt.isTimedOut()) {
        overdue.add(attempt);
      }
    }
    return overdue;
  }

  /** Whether an attempt is stuck of an event that keeps its order with this one. */
  boolean isStuck(@Nullable String orderKey) {
    return orderKey != null
        && taken.stream()
            .anyMatch(
                attempt ->
                    attempt.isTimedOut() && orderKey.equals(attempt.delivery().event().orderKey()));
  }

  /** Those whose thread has not come back since their time-out, by the name of the thread. */
  List<Attempt> stuck() {
    return taken.stream()
        .filter(Attempt::isTimedOut)
        .sorted(Comparator.comparing(attempt -> attempt.thread().getName()))
        .toList();
  }
}
