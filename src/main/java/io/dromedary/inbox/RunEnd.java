package io.dromedary.inbox;

import io.dromedary.store.Mark;
import io.dromedary.store.Postponement;
import io.dromedary.store.Settlement;
import io.dromedary.store.Settlement.NewDelivery;
import io.dromedary.store.StoredEvent;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run of an event's route means. */
sealed interface RunEnd {

  /** The routing of the event is over. */
  record Settled(Settlement settlement) implements RunEnd {}

  /** The event is routed again later. */
  record Postponed(Postponement postponement) implements RunEnd {}

  /**
   * Decides what a run means.
   *
   * @param failure the exception at the end of the run, or the sign that it was rolled back; null
   *     when the run ended well
   * @param handled what failed inside and was handled by the route; null when nothing was
   * @param recipients what the run named
   * @param misfit whether the body does not fit the schema of its type
   */
  static RunEnd of(
      StoredEvent event,
      @Nullable String failure,
      @Nullable String handled,
      List<NewDelivery> recipients,
      boolean misfit,
      RunPolicy policy,
      Instant now) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    if (misfit) {
      marks.add(Mark.SCHEMA);
    }
    if (failure != null) {
      int runs = event.runs() + 1;
      return policy.isLast(runs)
          ? parked(
              event,
              now,
              Settlement.End.PARKED,
              marks,
              "each of " + runs + " runs failed, the last one with: " + failure)
          : new Postponed(
              new Postponement(event, runs, now.plus(policy.delayAfter(runs)), failure));
    }
    if (handled != null) {
      marks.add(Mark.HANDLED);
    }
    if (!recipients.isEmpty()) {
      return new Settled(
          new Settlement(event, now, Settlement.End.ROUTED, marks, null, recipients));
    }
    if (handled != null) {
      return parked(
          event,
          now,
          Settlement.End.PARKED,
          marks,
          "a step failed, the route handled that and named no target: " + handled);
    }
    return new Settled(new Settlement(event, now, Settlement.End.UNROUTED, marks, null, List.of()));
  }

  /** The end of an event that is not routed because of its body. */
  static RunEnd misfit(StoredEvent event, String reason, Instant now) {
    return parked(
        event,
        now,
        Settlement.End.MISFIT,
        Set.of(),
        "the body does not fit the schema of its type: " + reason);
  }

  private static Settled parked(
      StoredEvent event, Instant now, Settlement.End end, Set<Mark> marks, String reason) {
    return new Settled(new Settlement(event, now, end, marks, reason, List.of()));
  }
}
