package io.dromedary.event;

import io.dromedary.Api;

/**
 * Names of the headers on every exchange that comes from an inbox or a delivery. All are always
 * set; a value that is not known is null.
 */
@Api
public final class EventHeaders {
  /** The sender of the callback, for example {@code itwin}. */
  public static final String SOURCE = "CamelInboxSource";

  /** Unique for ever within its source. */
  public static final String EVENT_ID = "CamelInboxEventId";

  /** For example {@code iModels.iModelDeleted.v1} or {@code dm.version.added}. */
  public static final String EVENT_TYPE = "CamelInboxEventType";

  /** The part of the provider that an event type belongs to; event types are unique within it. */
  public static final String SYSTEM = "CamelInboxSystem";

  /** The system in its short form, safe as a folder, topic and file name. */
  public static final String DOMAIN = "CamelInboxDomain";

  /** When the callback was accepted, ISO-8601 in UTC. */
  public static final String RECEIVED_AT = "CamelInboxReceivedAt";

  /** When the provider put the event in its queue, ISO-8601 in UTC. */
  public static final String ENQUEUED_AT = "CamelInboxEnqueuedAt";

  /** The webhook at the provider that the callback came from: webhookId or hookId. */
  public static final String SUBSCRIPTION = "CamelInboxSubscription";

  /** On deliveries only: the name of the target. */
  public static final String TARGET = "CamelDeliveryTarget";

  /** On deliveries only: the number of this attempt, an Integer that starts at 1. */
  public static final String ATTEMPT = "CamelDeliveryAttempt";

  private EventHeaders() {}
}
