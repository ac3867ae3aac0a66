package io.dromedary.store;

import java.util.List;

/**
 * An event that a filter means.
 *
 * @param event without its body
 * @param deliveries those that fit what the filter says of deliveries
 */
public record Match(EventSummary event, List<DeliverySummary> deliveries) {}
