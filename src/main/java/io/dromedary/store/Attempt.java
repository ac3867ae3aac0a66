package io.dromedary.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as it is kept.
 *
 * @param number among all that were ever made of the delivery, from 1
 * @param generation of the delivery in which it was made
 * @param outcome what the target made of it; see {@link AttemptRecord.Outcome}
 * @param decision what was made of that; see {@link AttemptRecord.Decision}
 * @param reason why it failed, in short; null when it did not
 * @param response the beginning of what the target answered; null when it is not known
 */
public record Attempt(
    int number,
    int generation,
    Instant beganAt,
    Duration took,
    String outcome,
    String decision,
    @Nullable String reason,
    @Nullable String response) {}
