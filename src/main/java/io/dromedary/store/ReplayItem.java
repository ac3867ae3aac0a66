package io.dromedary.store;

import io.dromedary.event.Envelope;
import io.dromedary.store.ReplayRequest.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a replay does. */
sealed interface ReplayItem {

  /** What it will make, as far as is known before. */
  ReplayCount would();

  /** Makes a delivery once more. */
  record Delivery(long id, ReplayCount would) implements ReplayItem {}

  /**
   * Sends an event through its routes.
   *
   * @param envelope what it was read as now; null: as it was read before
   */
  record Route(long seq, @Nullable Envelope envelope, ReplayCount would) implements ReplayItem {}

  /** Makes a delivery to a target that the event need not have been routed to. */
  record To(long seq, String target, ReplayCount would) implements ReplayItem {}

  /** Keeps why an event still cannot be read. */
  record Unreadable(long seq, String problem) implements ReplayItem {
    @Override
    public ReplayCount would() {
      return ReplayCount.left(1);
    }
  }

  /** Leaves an event as it is. */
  record Leave() implements ReplayItem {
    @Override
    public ReplayCount would() {
      return ReplayCount.left(1);
    }
  }

  /** What a replay does with an event. */
  static List<ReplayItem> of(Match match, ReplayRequest request, Rereading rereading) {
    EventSummary event = match.event();
    boolean ofDiscarded = request.filter().isOfDiscarded();
    if (event.state() == EventState.DISCARDED && !ofDiscarded) {
      return List.of(new Leave());
    }
    if (request.mode() == Mode.TO && request.target() != null) {
      return List.of(to(match, request.target()));
    }
    if (request.mode() == Mode.REPEAT
        && (event.state() == EventState.ROUTED || request.filter().isOfDeliveries())) {
      return deliveries(match, ofDiscarded);
    }
    return List.of(
        switch (event.state()) {
          case ACCEPTED -> new Route(event.seq(), null, ReplayCount.hastened(1));
          case ROUTED -> new Route(event.seq(), null, ReplayCount.routed(1));
          case UNROUTED, PARKED, DISCARDED -> rereading.read(event);
        });
  }

  private static ReplayItem to(Match match, String target) {
    for (DeliverySummary delivery : match.deliveries()) {
      if (delivery.target().equals(target)) {
        return new To(match.event().seq(), target, would(delivery));
      }
    }
    return new To(match.event().seq(), target, ReplayCount.added(1));
  }

  private static List<ReplayItem> deliveries(Match match, boolean ofDiscarded) {
    List<ReplayItem> items = new ArrayList<>();
    for (DeliverySummary delivery : match.deliveries()) {
      if (delivery.state() != DeliveryState.DISCARDED || ofDiscarded) {
        items.add(new Delivery(delivery.id(), would(delivery)));
      }
    }
    return items.isEmpty() ? List.of(new Leave()) : items;
  }

  private static ReplayCount would(DeliverySummary delivery) {
    return delivery.state() == DeliveryState.PENDING
        ? ReplayCount.hastened(1)
        : ReplayCount.repeated(1);
  }
}
