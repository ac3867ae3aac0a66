package io.dromedary.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of one request.
 *
 * @param status null when there was no answer
 * @param text the beginning of the answer's body, or why there was none
 * @param time until then
 */
public record Reply(@Nullable Integer status, String text, Duration time) {}
