package io.dromedary.catalogue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The version that an event type ends in, {@code iTwins.iTwinCreated.v1} or {@code
 * budget.created-1.0}.
 *
 * @param name the type without it
 * @param text as written, {@code v1} or {@code 1.0}; null when the type has none
 */
record EventVersion(String name, @Nullable String text) {
  /** By the numbers of the version; a type without one comes before those with. */
  static final Comparator<EventVersion> BY_NUMBER =
      (one, other) -> Arrays.compare(one.numbers(), other.numbers());

  private static final Pattern ENDING =
      Pattern.compile(
          "(?<name>.+?)(?:[.](?<v>v\\d{1,9})|-(?<number>\\d{1,9}(?:[.]\\d{1,9}){0,3}))");

  static EventVersion of(String type) {
    Matcher ending = ENDING.matcher(type);
    if (!ending.matches()) {
      return new EventVersion(type, null);
    }
    String number = ending.group("number");
    return new EventVersion(ending.group("name"), number != null ? number : ending.group("v"));
  }

  private int[] numbers() {
    return text == null
        ? new int[0]
        : Pattern.compile("[.]")
            .splitAsStream(text.startsWith("v") ? text.substring(1) : text)
            .mapToInt(Integer::parseInt)
            .toArray();
  }
}
