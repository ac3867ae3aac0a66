package io.dromedary.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the routing of an event ended.
 *
 * @param event as it was claimed
 * @param at when it ended
 * @param end what it ended as
 * @param marks added to those of the event
 * @param reason why it was parked; null otherwise
 * @param recipients one delivery each; empty unless routed
 */
public record Settlement(
    StoredEvent event,
    Instant at,
    End end,
    Set<Mark> marks,
    @Nullable String reason,
    List<NewDelivery> recipients) {

  /** The ways in which routing ends. */
  public enum End {
    /** To one target at least. */
    ROUTED(EventState.ROUTED, null),
    /** To none: nothing matched. */
    UNROUTED(EventState.UNROUTED, null),
    /** Given up: a dead letter of stage {@code routing}. */
    PARKED(EventState.PARKED, Stage.ROUTING),
    /** Not routed, since its body does not fit: a dead letter of stage {@code schema}. */
    MISFIT(EventState.PARKED, Stage.SCHEMA);

    private final EventState state;
    private final @Nullable Stage stage;

    End(EventState state, @Nullable Stage stage) {
      this.state = state;
      this.stage = stage;
    }

    /** The state of an event that ended so. */
    public EventState state() {
      return state;
    }

    /** The stage at which an event that ended so was given up; null when it was not. */
    public @Nullable Stage stage() {
      return stage;
    }
  }

  /**
   * One recipient.
   *
   * @param target its name
   * @param route the id of the route that named it; null when not known
   * @param body what the route made of the event; null: the signed bytes
   * @param headers what the route set, as JSON; null for none
   */
  public record NewDelivery(
      String target, @Nullable String route, byte @Nullable [] body, @Nullable String headers) {}
}
