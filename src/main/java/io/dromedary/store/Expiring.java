package io.dromedary.store;

import io.dromedary.store.KeptEvent.KeptDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters that will be removed within a few days.
 *
 * @param events how many events they are
 * @param origins how many come from where, for example {@code stage read} or {@code target partner}
 * @param first some of them, as source and event id
 * @param next when the first of them goes; null when there are none
 */
public record Expiring(
    long events, Map<String, Long> origins, List<String> first, @Nullable Instant next) {
  static final Expiring NONE = new Expiring(0, Map.of(), List.of(), null);

  /** Counts them while the store is gone through. Not thread-safe. */
  static final class Census {
    private static final int NAMED = 10;

    private final Map<String, Long> origins = new TreeMap<>();
    private final Set<String> first = new TreeSet<>();
    private long events;
    private @Nullable Instant next;

    void count(KeptEvent event, Duration deadLettersAge) {
      events++;
      Stage stage = event.stage();
      if (stage != null) {
        origins.merge("stage " + stage.text(), 1L, Long::sum);
      }
      for (KeptDelivery delivery : event.deliveries()) {
        if (delivery.state() == DeliveryState.DEAD) {
          origins.merge("target " + delivery.target(), 1L, Long::sum);
        }
      }
      if (first.size() < NAMED) {
        first.add(event.name());
      }
      Instant end = Instant.ofEpochMilli(event.lastChange()).plus(deadLettersAge);
      if (next == null || end.isBefore(next)) {
        next = end;
      }
    }

    Expiring result() {
      return new Expiring(events, Map.copyOf(origins), List.copyOf(first), next);
    }
  }
}
