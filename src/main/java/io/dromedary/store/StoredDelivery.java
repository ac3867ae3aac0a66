package io.dromedary.store;

import org.jspecify.annotations.Nullable;

/**
 * A delivery as it is kept, with its event.
 *
 * @param body what the route made of the event for this target; null: the signed bytes
 * @param headers what the route set, as JSON; null for none
 * @param attempts how many attempts were recorded
 */
public record StoredDelivery(
    long id,
    String target,
    StoredEvent event,
    byte @Nullable [] body,
    @Nullable String headers,
    int attempts) {}
