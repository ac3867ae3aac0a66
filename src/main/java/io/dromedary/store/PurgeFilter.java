package io.dromedary.store;

import io.dromedary.event.BodyField;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Which events are to be purged. */
public sealed interface PurgeFilter {

  /**
   * One event.
   *
   * @param id its event id, alone or behind its source and a colon
   */
  record Event(String id) implements PurgeFilter {}

  /** The events of which a field that was read at their receipt has this value. */
  record Envelope(Field field, String value) implements PurgeFilter {}

  /** The events whose body, or the body of a delivery, has this value in a field. */
  record Body(BodyField field, String value) implements PurgeFilter {}

  /** A field that was read when the event was received. */
  enum Field {
    SOURCE("source", "source"),
    EVENT_TYPE("eventType", "event_type"),
    SYSTEM("system", "system"),
    DOMAIN("domain", "domain"),
    SUBSCRIPTION("subscription", "subscription"),
    ORDER_KEY("orderKey", "order_key");

    private final String text;
    private final String column;

    Field(String text, String column) {
      this.text = text;
      this.column = column;
    }

    String column() {
      return column;
    }
  }

  /**
   * Reads {@code field=value}: the field is a JSON pointer into the body such as {@code
   * /content/userId}, or {@code source}, {@code eventType}, {@code system}, {@code domain}, {@code
   * subscription}, {@code orderKey}.
   *
   * @throws IllegalArgumentException when it is neither; the message says what would be
   */
  static PurgeFilter field(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new IllegalArgumentException(
          "Cannot read '"
              + text
              + "' as a field and its value: expected for example"
              + " /content/email=a@example.com or subscription=<webhook id>");
    }
    String name = text.substring(0, equals);
    String value = text.substring(equals + 1);
    if (name.startsWith("/")) {
      return new Body(BodyField.at(name), value);
    }
    return Arrays.stream(Field.values())
        .filter(field -> field.text.equals(name))
        .findFirst()
        .map(field -> (PurgeFilter) new Envelope(field, value))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + name
                        + "' is no field of an event: expected a JSON pointer such as"
                        + " /content/userId, or one of "
                        + Arrays.stream(Field.values())
                            .map(field -> field.text)
                            .collect(Collectors.joining(", "))));
  }
}
