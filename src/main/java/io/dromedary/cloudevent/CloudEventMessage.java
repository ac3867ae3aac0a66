package io.dromedary.cloudevent;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.dromedary.event.ExchangeProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Makes a CloudEvent of the event on a message: {@code id}, {@code source}, {@code type}, {@code
 * time}, {@code subject}, and the body as its data. docs/cloudevents.md says what each of them is.
 */
public final class CloudEventMessage {
  private static final JsonFormat FORMAT = new JsonFormat();
  private static final JsonFormat BASE64 = FORMAT.withForceJsonDataToBase64();
  private static final String VERSION = "specversion";
  private static final String MEDIA_TYPE = "application/cloudevents";

  private CloudEventMessage() {}

  /**
   * Wraps what is on the message. One that is a CloudEvent already stays as it is.
   *
   * @throws InvalidPayloadException when the body cannot become bytes
   * @throws IllegalArgumentException when there is no event on it, or a header that a route set for
   *     an attribute is none
   */
  public static void wrap(Message message, ContentMode mode) throws InvalidPayloadException {
    if (isOne(message)) {
      return;
    }
    byte[] body = message.getMandatoryBody(byte[].class);
    JsonBody read = JsonBody.read(body);
    CloudEvent event =
        EventAttributes.of(message, subject(message, body, read))
            .withData(contentType(message, read), body)
            .build();
    HeaderWriter writer = new HeaderWriter(message, mode);
    if (mode == ContentMode.STRUCTURED) {
      // Called JSON by a route and none: as text it would break the envelope.
      writer.writeStructured(event, read.isJson() ? FORMAT : BASE64);
    } else {
      writer.writeBinary(event);
    }
  }

  /** By the signed bytes where they are known: a route may have made something else of them. */
  private static @Nullable String subject(Message message, byte[] body, JsonBody read) {
    byte[] signed = message.getExchange().getProperty(ExchangeProperties.SIGNED_BODY, byte[].class);
    return signed == null || signed == body ? read.subject() : JsonBody.read(signed).subject();
  }

  private static String contentType(Message message, JsonBody read) {
    String set = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    return set != null && !set.isBlank()
        ? set
        : read.isJson() ? "application/json" : "application/octet-stream";
  }

  /**
   * Gives the headers of a CloudEvent the names and values that Kafka has for them; does nothing to
   * any other message.
   */
  public static void toKafka(Message message) {
    if (!isOne(message)) {
      return;
    }
    String prefix = ContentMode.BINARY.prefix();
    List<String> names = new ArrayList<>(message.getHeaders().keySet());
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(prefix)) {
        String value = message.getHeader(name, String.class);
        message.removeHeader(name);
        if (value != null) {
          message.setHeader(
              ContentMode.KAFKA_BINARY.prefix() + lower.substring(prefix.length()),
              HttpHeaderValue.decode(value));
        }
      }
    }
    Object contentType = message.removeHeader(Exchange.CONTENT_TYPE);
    if (contentType != null) {
      message.setHeader(ContentMode.KAFKA_BINARY.contentType(), contentType);
    }
  }

  private static boolean isOne(Message message) {
    String contentType = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    return message.getHeader(ContentMode.BINARY.prefix() + VERSION) != null
        || message.getHeader(ContentMode.KAFKA_BINARY.prefix() + VERSION) != null
        || (contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(MEDIA_TYPE));
  }
}
