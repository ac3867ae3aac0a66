package io.dromedary.event;

import io.dromedary.Api;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses events by type, as the providers' own subscriptions do: {@code data/dm.*.modified} within
 * the system {@code data}, or {@code *.added} for any system of the source.
 *
 * <p>The pattern is matched against the whole event type, case-sensitively. It may hold any number
 * of {@code *}, each of which stands for one or more characters, dots included; so {@code **} is
 * two or more, and {@code dm.version.moved*} is not {@code dm.version.moved} itself. The same holds
 * for the part before the slash: without a {@code *} it is the system's exact name, and an event
 * whose system is not known matches no pattern that names one.
 *
 * <p>Immutable. Matching never backtracks: each literal part is looked for once, from left to
 * right.
 */
@Api
public final class EventPattern {
  private final String text;
  private final @Nullable Wildcards system;
  private final Wildcards eventType;

  private EventPattern(String text, @Nullable Wildcards system, Wildcards eventType) {
    this.text = text;
    this.system = system;
    this.eventType = eventType;
  }

  /**
   * Reads {@code system/pattern} or {@code pattern}.
   *
   * @throws IllegalArgumentException when it could never match as meant; the message says why
   */
  public static EventPattern parse(String text) {
    String pattern = text.strip();
    if (pattern.isEmpty()) {
      throw bad(text, "it is empty");
    }
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == ',' || Character.isWhitespace(c) || Character.isISOControl(c)) {
        throw bad(text, "it has a comma, white space or control character; write one pattern only");
      }
    }
    int slash = pattern.indexOf('/');
    if (slash < 0) {
      return new EventPattern(pattern, null, new Wildcards(pattern));
    }
    if (slash == 0 || slash == pattern.length() - 1) {
      throw bad(text, "one side of the slash is empty");
    }
    return new EventPattern(
        pattern,
        new Wildcards(pattern.substring(0, slash)),
        new Wildcards(pattern.substring(slash + 1)));
  }

  /** Whether an event of this system and type is meant; null stands for one that is not known. */
  public boolean matches(@Nullable String eventSystem, @Nullable String type) {
    if (type == null) {
      return false;
    }
    // The system first: of the patterns of a route, most are for another one.
    return (system == null || (eventSystem != null && system.matches(eventSystem)))
        && eventType.matches(type);
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return text;
  }

  private static IllegalArgumentException bad(String text, String why) {
    return new IllegalArgumentException(
        "Cannot use '"
            + text
            + "' as an event pattern: "
            + why
            + ". Expected an event type, or system/type, with * for one or more characters,"
            + " for example data/dm.*.modified");
  }

  /** Literal parts, and before each but the first how many stars precede it. */
  private static final class Wildcards {
    private final String head;
    private final List<Part> rest;

    private record Part(int stars, String literal) {}

    Wildcards(String pattern) {
      int at = pattern.indexOf('*');
      head = at < 0 ? pattern : pattern.substring(0, at);
      rest = new ArrayList<>();
      while (at >= 0) {
        int from = at;
        while (at < pattern.length() && pattern.charAt(at) == '*') {
          at++;
        }
        int next = pattern.indexOf('*', at);
        rest.add(new Part(at - from, pattern.substring(at, next < 0 ? pattern.length() : next)));
        at = next;
      }
    }

    boolean matches(String text) {
      if (rest.isEmpty()) {
        return text.equals(head);
      }
      if (!text.startsWith(head)) {
        return false;
      }
      int position = head.length();
      int last = rest.size() - 1;
      for (Part part : rest.subList(0, last)) {
        // The leftmost place leaves the most room for what follows, so no other need be tried.
        int found = text.indexOf(part.literal, position + part.stars);
        if (found < 0) {
          return false;
        }
        position = found + part.literal.length();
      }
      Part tail = rest.get(last);
      return text.endsWith(tail.literal)
          && text.length() - tail.literal.length() >= position + tail.stars;
    }
  }
}
