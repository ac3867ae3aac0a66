package io.dromedary.target;

import io.dromedary.event.EventHeaders;
import org.apache.camel.Message;

/** {@code <source>:<event id>}: what a receiver recognises a repeat by, the same in all targets. */
final class EventKey {
  private EventKey() {}

  static String of(Message message) {
    return required(message, EventHeaders.SOURCE) + ":" + required(message, EventHeaders.EVENT_ID);
  }

  /** A header that every delivery has. */
  static String required(Message message, String header) {
    String value = message.getHeader(header, String.class);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot deliver this event: header "
              + header
              + " is not set; a step in front of the target removed it");
    }
    return value;
  }
}
