package io.dromedary.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was given up: an event, or one delivery of it.
 *
 * @param delivery empty when it is the event
 */
public record DeadLetter(EventSummary event, Optional<DeliverySummary> delivery) {

  /** The dead letters among these, the event before its deliveries. */
  public static List<DeadLetter> of(Match match) {
    List<DeadLetter> letters = new ArrayList<>();
    if (match.event().state() == EventState.PARKED) {
      letters.add(new DeadLetter(match.event(), Optional.empty()));
    }
    for (DeliverySummary delivery : match.deliveries()) {
      if (delivery.state() == DeliveryState.DEAD) {
        letters.add(new DeadLetter(match.event(), Optional.of(delivery)));
      }
    }
    return letters;
  }

  /** Where it was given up. */
  public Stage stage() {
    Stage stage = event.stage();
    return delivery.isPresent() || stage == null ? Stage.DELIVERY : stage;
  }

  /** Why; null when it is not known. */
  public @Nullable String reason() {
    return delivery.isPresent() ? delivery.get().reason() : event.reason();
  }

  /** When it was given up. */
  public Instant at() {
    Instant ended = delivery.isPresent() ? delivery.get().endedAt() : event.settledAt();
    return ended == null ? event.receivedAt() : ended;
  }
}
