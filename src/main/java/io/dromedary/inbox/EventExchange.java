package io.dromedary.inbox;

import io.dromedary.event.EventHeaders;
import io.dromedary.store.StoredEvent;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** How an event looks to a route. */
public final class EventExchange {
  private EventExchange() {}

  /** Sets all headers of {@link EventHeaders} that every event has, and the signed bytes. */
  public static void fill(Exchange exchange, StoredEvent event) {
    Message message = exchange.getMessage();
    message.setHeader(EventHeaders.SOURCE, event.source());
    message.setHeader(EventHeaders.EVENT_ID, event.eventId());
    message.setHeader(EventHeaders.EVENT_TYPE, event.eventType());
    message.setHeader(EventHeaders.SYSTEM, event.system());
    message.setHeader(EventHeaders.DOMAIN, event.domain());
    message.setHeader(EventHeaders.RECEIVED_AT, event.receivedAt().toString());
    message.setHeader(EventHeaders.ENQUEUED_AT, text(event.enqueuedAt()));
    message.setHeader(EventHeaders.SUBSCRIPTION, event.subscription());
    message.setBody(event.body());
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
