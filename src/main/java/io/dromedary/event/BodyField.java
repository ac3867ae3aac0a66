package io.dromedary.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One field of bodies, by which events can be found. Immutable, thread-safe. */
public final class BodyField {
  /** More than this is not decoded to be looked into. */
  private static final int MAX_DECODED = 64 << 20;

  private final String pointer;
  private final BodyReader reader;

  private BodyField(String pointer) {
    this.pointer = pointer;
    this.reader = new BodyReader(List.of(pointer));
  }

  /** What a body has at the field. */
  public enum Match {
    /** The value that is sought. */
    SAME,
    /** Another value, or none. */
    OTHER,
    /** Not known: the body cannot be read as JSON. */
    UNREADABLE
  }

  /**
   * The field at a JSON pointer (RFC 6901) such as {@code /content/userId}.
   *
   * @throws IllegalArgumentException when it is none; the message says what would be
   */
  public static BodyField at(String pointer) {
    Location location = Location.parse(pointer);
    if (location.kind() != Location.Kind.BODY) {
      throw new IllegalArgumentException(
          "Cannot read '" + pointer + "' as a JSON pointer: expected one such as /content/userId");
    }
    return new BodyField(location.name());
  }

  /**
   * Compares the text of the string, number or boolean there.
   *
   * @param contentEncoding of the body; null for none
   */
  public Match match(String sought, byte[] body, @Nullable String contentEncoding) {
    try {
      List<String> codings = contentEncoding == null ? List.of() : List.of(contentEncoding);
      byte[] decoded = ContentCoding.decode(codings, body, MAX_DECODED);
      return sought.equals(reader.read(decoded).text(pointer)) ? Match.SAME : Match.OTHER;
    } catch (UnreadableException e) {
      return Match.UNREADABLE;
    }
  }

  /** The pointer. */
  @Override
  public String toString() {
    return pointer;
  }
}
