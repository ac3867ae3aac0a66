package io.dromedary.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one event.
 *
 * @param event the event
 * @param contentEncoding of the body; null for none
 * @param headers what was kept of the request besides its body, as JSON; null for nothing
 * @param size of the body, in bytes
 * @param body its beginning, or all of it
 * @param deliveries one for each target
 * @param attempts the latest attempts by the id of their delivery, in the order they were made
 */
public record Journey(
    EventSummary event,
    @Nullable String contentEncoding,
    @Nullable String headers,
    long size,
    byte[] body,
    List<DeliverySummary> deliveries,
    Map<Long, List<Attempt>> attempts) {}
