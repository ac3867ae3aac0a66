package io.dromedary.validation;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * Whether Camel reads a duration as it was meant. What it does not understand at the end, as in
 * {@code 1m30}, it leaves out without a word.
 */
final class Durations {
  private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");
  private static final Pattern UNITS =
      Pattern.compile("(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}s)?(\\d{1,9}ms)?");

  private Durations() {}

  static boolean isValid(String text) {
    if (MILLIS.matcher(text).matches()) {
      return true;
    }
    if (text.toUpperCase(java.util.Locale.ROOT).matches("-?P.*")) {
      try {
        Duration.parse(text);
        return true;
      } catch (DateTimeParseException e) {
        return false;
      }
    }
    return !text.isEmpty() && UNITS.matcher(text).matches();
  }
}
