package io.dromedary.store;

import java.time.Instant;

/**
 * A run that failed and is to be repeated.
 *
 * @param event as it was claimed
 * @param runs how often its route has failed by now
 * @param next when it is routed again
 * @param reason why it failed
 */
public record Postponement(StoredEvent event, int runs, Instant next, String reason) {}
