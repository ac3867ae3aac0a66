package io.dromedary.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The dates that providers write (docs/contracts.md, section D, point 6): US 12-hour without a
 * zone, ISO-8601 with {@code Z}, {@code +0000} or {@code +00:00}, and epoch milliseconds.
 */
public final class EventTimes {
  private static final DateTimeFormatter US =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("M/d/uuuu h:mm:ss a")
          .toFormatter(Locale.US)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final int MAX_LENGTH = 40;

  /** Fewer digits are not milliseconds of any event; they are likely seconds. */
  private static final int MIN_EPOCH_DIGITS = 12;

  private static final int MAX_EPOCH_DIGITS = 14;

  private EventTimes() {}

  /**
   * Reads a date.
   *
   * @param zone for a date that names none
   * @return null when it is none of the known forms, or not of the years 1970 to 9999
   */
  public static @Nullable Instant parse(String text, ZoneId zone) {
    // .NET writes a narrow no-break space before AM and PM on newer systems.
    String date = text.replace('\u202f', ' ').replace('\u00a0', ' ').strip();
    if (date.isEmpty() || date.length() > MAX_LENGTH) {
      return null;
    }
    try {
      Instant instant;
      if (date.indexOf('/') > 0) {
        LocalDateTime usual = UsTime.parse(date);
        LocalDateTime time = usual != null ? usual : LocalDateTime.parse(date, US);
        instant = time.atZone(zone).toInstant();
      } else if (date.indexOf('T') > 0) {
        instant = iso(date, zone);
      } else {
        instant = epochMilliseconds(date);
      }
      return instant == null || !isPlausible(instant) ? null : instant;
    } catch (DateTimeException e) {
      // An unknown time is an expected outcome here, not a failure: the event is kept without it.
      return null;
    }
  }

  private static Instant iso(String date, ZoneId zone) {
    TemporalAccessor parsed = ISO.parseBest(date, Instant::from, LocalDateTime::from);
    return parsed instanceof Instant instant
        ? instant
        : LocalDateTime.from(parsed).atZone(zone).toInstant();
  }

  private static @Nullable Instant epochMilliseconds(String date) {
    if (date.length() < MIN_EPOCH_DIGITS || date.length() > MAX_EPOCH_DIGITS) {
      return null;
    }
    for (int i = 0; i < date.length(); i++) {
      if (date.charAt(i) < '0' || date.charAt(i) > '9') {
        return null;
      }
    }
    return Instant.ofEpochMilli(Long.parseLong(date));
  }

  private static boolean isPlausible(Instant instant) {
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    return year >= 1970 && year <= 9999;
  }
}
