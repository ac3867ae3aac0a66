package io.dromedary.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a callback that was to be kept.
 *
 * @param stored false for a duplicate: the event is here already
 * @param eventId of the event, or of the one it repeats when that is still kept
 * @param marks of a stored event
 * @param parked whether the event waits as a dead letter of stage {@code read}
 */
public record Accepted(boolean stored, @Nullable String eventId, Set<Mark> marks, boolean parked) {}
