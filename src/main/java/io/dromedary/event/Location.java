package io.dromedary.event;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one value of the envelope is read. Written as text in a route file:
 *
 * <ul>
 *   <li>{@code /hook/event}: a JSON pointer (RFC 6901) into the body,
 *   <li>{@code header:X-GitHub-Event}: a request header, its first value, name in any case,
 *   <li>{@code path:event}: a parameter of the callback route's path,
 *   <li>{@code constant:github}: the text itself.
 * </ul>
 *
 * A list of alternatives is separated by commas, so no location can contain one. Immutable.
 *
 * @param kind where to look
 * @param name the pointer, header name, parameter name or constant; never blank
 */
public record Location(Kind kind, String name) {

  /** Where to look. */
  public enum Kind {
    BODY(""),
    HEADER("header:"),
    PATH("path:"),
    CONSTANT("constant:");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /**
   * Reads one location.
   *
   * @throws IllegalArgumentException when the text is none; the message says what would be
   */
  public static Location parse(String text) {
    String location = text.strip();
    if (location.startsWith("/")) {
      return new Location(Kind.BODY, pointer(location));
    }
    for (Kind kind : List.of(Kind.HEADER, Kind.PATH, Kind.CONSTANT)) {
      if (location.startsWith(kind.prefix)) {
        String name = location.substring(kind.prefix.length()).strip();
        if (!name.isEmpty()) {
          return new Location(kind, name);
        }
      }
    }
    throw new IllegalArgumentException(
        "Cannot read '"
            + text
            + "' as the place of a value in a callback: expected a JSON pointer such as /hook/event,"
            + " header:<name>, path:<parameter> or constant:<text>");
  }

  /**
   * Reads alternatives, separated by commas: the first that gives a non-blank value wins.
   *
   * @throws IllegalArgumentException when one of them is not a location
   */
  public static List<Location> parseList(String text) {
    List<Location> locations = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      locations.add(parse(one));
    }
    return List.copyOf(locations);
  }

  private static String pointer(String text) {
    for (int at = text.indexOf('~'); at >= 0; at = text.indexOf('~', at + 1)) {
      if (at + 1 == text.length() || (text.charAt(at + 1) != '0' && text.charAt(at + 1) != '1')) {
        throw new IllegalArgumentException(
            "Cannot read '" + text + "' as a JSON pointer: '~' is written ~0, and '/' in a key ~1");
      }
    }
    return JsonPointer.compile(text).toString();
  }

  /** The text that {@link #parse} reads back. */
  @Override
  public String toString() {
    return kind.prefix + name;
  }
}
