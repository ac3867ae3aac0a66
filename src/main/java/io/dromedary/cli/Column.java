package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A column of a table.
 *
 * @param title above it
 * @param field of the row
 * @param right whether it is aligned on the right, as numbers are
 * @param cut whether it may be cut to fit the terminal
 * @param state whether it is a state, which may have a colour
 */
record Column(String title, String field, boolean right, boolean cut, boolean state) {
  private static final char CUT = '…';

  static Column text(String title, String field) {
    return new Column(title, field, false, false, false);
  }

  /** A text that may be long. */
  static Column prose(String title, String field) {
    return new Column(title, field, false, true, false);
  }

  /** A word for a state. */
  static Column state(String title, String field) {
    return new Column(title, field, false, false, true);
  }

  static Column number(String title, String field) {
    return new Column(title, field, true, false, false);
  }

  /** The text of a row in this column; what comes from outside cannot steer the terminal. */
  String of(JsonNode row) {
    JsonNode value = row.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (right && value.isIntegralNumber()) {
      return String.format(Locale.ROOT, "%,d", value.asLong());
    }
    if (value.isObject()) {
      return printable(
          value.properties().stream()
              .map(entry -> entry.getKey() + " " + entry.getValue().asText())
              .collect(Collectors.joining(", ")));
    }
    return printable(value.isValueNode() ? value.asText() : value.toString());
  }

  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  /** Filled up or cut to a width; what may not be cut stays longer. */
  String fit(String value, int width) {
    int length = value.codePointCount(0, value.length());
    if (length > width && cut) {
      return value.substring(0, value.offsetByCodePoints(0, Math.max(0, width - 1))) + CUT;
    }
    String fill = " ".repeat(Math.max(0, width - length));
    return right ? fill + value : value + fill;
  }
}
