package io.dromedary.store;

/**
 * What a replay would do.
 *
 * @param events how many events it means
 * @param last the newest event when it was planned: later ones are no part of it
 * @param would what it would make of them
 */
public record ReplayPlan(long events, long last, ReplayCount would) {
  /** Both together. */
  public ReplayPlan plus(ReplayPlan other) {
    return new ReplayPlan(
        events + other.events, Math.max(last, other.last), would.plus(other.would));
  }
}
