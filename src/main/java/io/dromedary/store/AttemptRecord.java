package io.dromedary.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt made of a delivery.
 *
 * @param deliveryId of the delivery
 * @param target its target
 * @param state the state of the delivery from now on
 * @param attempts how many attempts it had by now
 * @param at when the attempt ended
 * @param next when it is tried again; null unless it is still pending
 * @param reason why it failed; null when it was delivered
 */
public record AttemptRecord(
    long deliveryId,
    String target,
    DeliveryState state,
    int attempts,
    Instant at,
    @Nullable Instant next,
    @Nullable String reason) {}
