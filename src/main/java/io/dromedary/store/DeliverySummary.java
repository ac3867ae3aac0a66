package io.dromedary.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery without its body.
 *
 * @param route the id of the route that named the target; null when not known
 * @param changed whether a route made another body of the event; else it is the signed bytes
 * @param generation 1, and one more for each replay
 * @param attempts how many attempts of this generation are spent
 * @param tried how many attempts were ever made
 * @param nextAt when it is tried; null unless it is pending, and while it waits for an earlier one
 *     of its order key
 * @param endedAt when its last attempt ended, or it was discarded; null for none
 * @param reason why the last attempt failed, or why it was discarded; null for none
 */
public record DeliverySummary(
    long id,
    String target,
    DeliveryState state,
    @Nullable String route,
    boolean changed,
    int generation,
    int attempts,
    int tried,
    @Nullable Instant nextAt,
    @Nullable Instant endedAt,
    @Nullable String reason) {}
