package io.dromedary.store;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What this process has claimed and not ended, with the token of each claim. Thread-safe. */
final class InHand {
  private final Map<Long, Long> tokens = new ConcurrentHashMap<>();

  void add(long id, long token) {
    tokens.put(id, token);
  }

  /** Ends a claim, and not one that was made of the same row later. */
  void remove(long id, long token) {
    tokens.remove(id, token);
  }

  boolean holds(long id, long token) {
    return Long.valueOf(token).equals(tokens.get(id));
  }

  Set<Long> ids() {
    return Set.copyOf(tokens.keySet());
  }

  int size() {
    return tokens.size();
  }

  /** Ends all claims but these. */
  void retain(Map<Long, Long> kept) {
    tokens.entrySet().removeIf(claim -> !claim.getValue().equals(kept.get(claim.getKey())));
  }
}
