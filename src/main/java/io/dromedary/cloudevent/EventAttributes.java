package io.dromedary.cloudevent;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.dromedary.event.EventHeaders;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an event, from the headers that every event has ({@link EventHeaders}) and from
 * those that a route set for it ({@code ce-<attribute>}). What each is and why: decision 40.
 */
final class EventAttributes {
  private static final String PREFIX = ContentMode.BINARY.prefix();

  private EventAttributes() {}

  /** All but data and datacontenttype. */
  static CloudEventBuilder of(Message message, @Nullable String subject) {
    String system = text(message, EventHeaders.SYSTEM);
    CloudEventBuilder event =
        CloudEventBuilder.v1()
            .withId(required(message, EventHeaders.EVENT_ID))
            .withSource(source(required(message, EventHeaders.SOURCE), system))
            .withType(required(message, EventHeaders.EVENT_TYPE))
            .withTime(time(message));
    if (subject != null) {
      event.withSubject(subject);
    }
    extension(event, "domain", text(message, EventHeaders.DOMAIN));
    extension(event, "subscription", text(message, EventHeaders.SUBSCRIPTION));
    extension(event, "receivedat", text(message, EventHeaders.RECEIVED_AT));
    ownOf(message).forEach((name, value) -> own(event, name, value));
    return event;
  }

  /** Unique within it: event ids are so within a source, and event types within a system. */
  private static URI source(String source, @Nullable String system) {
    return URI.create("/" + segment(source) + (system == null ? "" : "/" + segment(system)));
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static OffsetDateTime time(Message message) {
    String enqueued = text(message, EventHeaders.ENQUEUED_AT);
    return OffsetDateTime.parse(
        enqueued == null ? required(message, EventHeaders.RECEIVED_AT) : enqueued);
  }

  private static void extension(CloudEventBuilder event, String name, @Nullable String value) {
    if (value != null) {
      event.withExtension(name, value);
    }
  }

  /** What a route set, by attribute; off the message, since it is written there anew. */
  private static Map<String, Object> ownOf(Message message) {
    Map<String, Object> own = new TreeMap<>();
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (lower.startsWith(PREFIX) && value != null) {
                own.put(lower.substring(PREFIX.length()), value);
              }
            });
    message.removeHeaders(PREFIX + "*");
    return own;
  }

  private static void own(CloudEventBuilder event, String name, Object value) {
    try {
      switch (name) {
        case "source" -> event.withSource(URI.create(value.toString()));
        case "type" -> event.withType(value.toString());
        case "subject" -> event.withSubject(value.toString());
        case "time" -> event.withTime(OffsetDateTime.parse(value.toString()));
        case "dataschema" -> event.withDataSchema(URI.create(value.toString()));
        case "id", "data", "datacontenttype" ->
            throw new IllegalArgumentException("this one cannot be set");
        default -> {
          if (value instanceof Boolean truth) {
            event.withExtension(name, truth);
          } else if (value instanceof Integer number) {
            event.withExtension(name, number);
          } else {
            event.withExtension(name, value.toString());
          }
        }
      }
    } catch (RuntimeException e) {
      IllegalArgumentException refusal =
          new IllegalArgumentException(
              "Cannot make a CloudEvent of this event: a route set header "
                  + PREFIX
                  + name
                  + ", which is no attribute of one ("
                  + e.getMessage()
                  + "); names are lower-case letters and digits, docs/cloudevents.md has the rules");
      // Not its cause: of causes the innermost is told, and this sentence says more.
      refusal.addSuppressed(e);
      throw refusal;
    }
  }

  private static @Nullable String text(Message message, String header) {
    String value = message.getHeader(header, String.class);
    return value == null || value.isEmpty() ? null : value;
  }

  private static String required(Message message, String header) {
    String value = text(message, header);
    if (value == null) {
      throw new IllegalArgumentException(
          "Cannot make a CloudEvent of this event: header "
              + header
              + " is not set; only an event from an inbox that has a type can become one");
    }
    return value;
  }
}
