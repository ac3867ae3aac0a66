package io.dromedary.store;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The order keys of deliveries that are in the hands of this process. An earlier one that is
 * replayed meanwhile must wait for them. Thread-safe.
 */
final class BusyKeys {
  private record TargetKey(String target, String key) {}

  private final Map<TargetKey, Long> inHand = new ConcurrentHashMap<>();

  void add(StoredDelivery delivery) {
    String key = delivery.event().orderKey();
    if (key != null) {
      inHand.put(new TargetKey(delivery.target(), key), delivery.id());
    }
  }

  void remove(StoredDelivery delivery) {
    String key = delivery.event().orderKey();
    if (key != null) {
      inHand.remove(new TargetKey(delivery.target(), key), delivery.id());
    }
  }

  /** The keys of one target. */
  Set<String> of(String target) {
    Set<String> keys = new HashSet<>();
    inHand.forEach(
        (held, id) -> {
          if (held.target().equals(target)) {
            keys.add(held.key());
          }
        });
    return keys;
  }
}
