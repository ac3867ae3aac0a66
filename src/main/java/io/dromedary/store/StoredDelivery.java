package io.dromedary.store;

import org.jspecify.annotations.Nullable;

/**
 * A delivery as it is kept, with its event.
 *
 * @param token proves that the claim is still its owner's
 * @param body what the route made of the event for this target; null: the signed bytes
 * @param headers what the route set, as JSON; null for none
 * @param generation 1, and one more for each replay
 * @param attempts how many attempts of this generation are spent
 * @param tried how many attempts were ever made
 */
public record StoredDelivery(
    long id,
    long token,
    String target,
    StoredEvent event,
    byte @Nullable [] body,
    @Nullable String headers,
    int generation,
    int attempts,
    int tried) {}
