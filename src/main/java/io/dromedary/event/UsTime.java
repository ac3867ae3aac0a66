package io.dromedary.event;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code 11/3/2023 8:07:01 PM}, as iTwin writes the time of every event, without the cost of
 * a formatter.
 */
final class UsTime {
  private final String text;
  private int at;

  private UsTime(String text) {
    this.text = text;
  }

  /**
   * Reads the time.
   *
   * @return null when it is not written in just that way; then it may be in a similar one
   * @throws DateTimeException when there is no such time
   */
  static @Nullable LocalDateTime parse(String text) {
    UsTime time = new UsTime(text);
    int month = time.number(1, 2, '/');
    int day = time.number(1, 2, '/');
    int year = time.number(4, 4, ' ');
    int hour = time.number(1, 2, ':');
    int minute = time.number(2, 2, ':');
    int second = time.number(2, 2, ' ');
    boolean isAm = text.startsWith("AM", time.at);
    if (!isAm && !text.startsWith("PM", time.at)) {
      return null;
    }
    if (second < 0 || hour < 1 || hour > 12 || text.length() != time.at + 2) {
      return null;
    }
    return LocalDateTime.of(year, month, day, hour % 12 + (isAm ? 0 : 12), minute, second);
  }

  /** The digits up to {@code end}; -1 when there is something else, or was before. */
  private int number(int least, int most, char end) {
    int from = at;
    int number = 0;
    while (from >= 0 && at < text.length() && at - from <= most) {
      char c = text.charAt(at++);
      if (c == end && at - 1 - from >= least) {
        return number;
      }
      if (c < '0' || c > '9') {
        break;
      }
      number = 10 * number + c - '0';
    }
    at = -1;
    return -1;
  }
}
