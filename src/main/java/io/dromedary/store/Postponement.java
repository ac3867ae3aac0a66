package io.dromedary.store;

import java.time.Instant;

/**
 * A run that failed and is to be repeated.
 *
 * @param seq of the event
 * @param runs how often its route has failed by now
 * @param next when it is routed again
 * @param reason why it failed
 */
public record Postponement(long seq, int runs, Instant next, String reason) {}
