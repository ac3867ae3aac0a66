package io.dromedary.signature;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a digest covers: the body as received, and perhaps an id and a timestamp from headers.
 *
 * @param before what stands before the body, with <code>{id}</code> and <code>{timestamp}</code>
 *     for the values of those headers
 * @param after what stands after the body, likewise
 */
record SignedContent(
    String before, String after, @Nullable String idHeader, @Nullable Timestamp timestamp) {

  /**
   * When it was signed, in whole seconds since 1970.
   *
   * @param tolerance how far it may be from now, either way
   */
  record Timestamp(String header, Duration tolerance) {}

  static final SignedContent BODY = new SignedContent("", "", null, null);

  private static final String BODY_PLACE = "{body}";
  private static final String ID_PLACE = "{id}";
  private static final String TIMESTAMP_PLACE = "{timestamp}";

  /**
   * @param template for example <code>{id}.{timestamp}.{body}</code>
   * @throws IllegalArgumentException when template and headers do not fit together
   */
  static SignedContent of(
      String template, @Nullable String idHeader, @Nullable Timestamp timestamp) {
    int body = template.indexOf(BODY_PLACE);
    if (body < 0 || template.indexOf(BODY_PLACE, body + 1) >= 0) {
      throw new IllegalArgumentException("signed must contain {body} exactly once");
    }
    requireTogether(template, ID_PLACE, idHeader, "idHeader");
    requireTogether(template, TIMESTAMP_PLACE, timestamp, "timestampHeader");
    String rest =
        template.replace(BODY_PLACE, "").replace(ID_PLACE, "").replace(TIMESTAMP_PLACE, "");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "signed may contain {id}, {timestamp} and {body}, and no other braces");
    }
    return new SignedContent(
        template.substring(0, body),
        template.substring(body + BODY_PLACE.length()),
        idHeader,
        timestamp);
  }

  /** The template that {@link #of} makes this from. */
  String template() {
    return before + BODY_PLACE + after;
  }

  /** {@link #before} or {@link #after} with the values of the headers in it. */
  static byte[] fill(String part, @Nullable String id, @Nullable String timestamp) {
    // The timestamp first: it is digits only, so nothing in it can be taken for a placeholder.
    String withTimestamp = timestamp == null ? part : part.replace(TIMESTAMP_PLACE, timestamp);
    String filled = id == null ? withTimestamp : withTimestamp.replace(ID_PLACE, id);
    return filled.getBytes(StandardCharsets.UTF_8);
  }

  // A header that is named and not signed would protect from nothing, so it is not just ignored.
  private static void requireTogether(
      String template, String place, @Nullable Object header, String property) {
    if (header == null && template.contains(place)) {
      throw new IllegalArgumentException(
          "signed contains %s, so %s must name the header".formatted(place, property));
    }
    if (header != null && !template.contains(place)) {
      throw new IllegalArgumentException(
          "%s is set, so signed must contain %s".formatted(property, place));
    }
  }
}
