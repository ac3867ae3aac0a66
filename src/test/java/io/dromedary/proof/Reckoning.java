package io.dromedary.proof;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What became of the events in one target.
 *
 * @param lost acknowledged, and not there
 * @param invented there, and never sent
 * @param arrived how many different events are there
 * @param repeats how often one is there once more
 */
record Reckoning(Set<String> lost, Set<String> invented, int arrived, long repeats) {
  /**
   * Compares what the provider knows with what a target has.
   *
   * @param arrivals how often each event is there
   */
  static Reckoning of(Set<String> sent, Set<String> acknowledged, Map<String, Integer> arrivals) {
    Set<String> lost = new TreeSet<>(acknowledged);
    lost.removeAll(arrivals.keySet());
    Set<String> invented = new TreeSet<>(arrivals.keySet());
    invented.removeAll(sent);
    long all = arrivals.values().stream().mapToLong(Integer::longValue).sum();
    return new Reckoning(lost, invented, arrivals.size(), all - arrivals.size());
  }

  static Reckoning of(Ledger ledger, Map<String, Integer> arrivals) {
    return of(ledger.sent(), ledger.acknowledged(), arrivals);
  }
}
