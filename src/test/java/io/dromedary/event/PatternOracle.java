package io.dromedary.event;

import java.util.regex.Pattern;

/** What an event pattern means, in two other ways. */
final class PatternOracle {
  private PatternOracle() {}

  /** By a regular expression: right, and slow where there are many stars. */
  static boolean byRegex(String pattern, String text) {
    StringBuilder regex = new StringBuilder("(?s)");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      regex.append(c == '*' ? ".+" : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.matches(regex.toString(), text);
  }

  /** By a table of all beginnings of both: slow, and never slower than their product. */
  static boolean byTable(String pattern, String text) {
    boolean[] row = new boolean[text.length() + 1];
    row[0] = true;
    for (int at = 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      boolean[] next = new boolean[text.length() + 1];
      for (int i = 1; i <= text.length(); i++) {
        next[i] = c == '*' ? row[i - 1] || next[i - 1] : row[i - 1] && text.charAt(i - 1) == c;
      }
      row = next;
    }
    return row[text.length()];
  }
}
