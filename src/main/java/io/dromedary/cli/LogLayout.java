package io.dromedary.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * A line of the log: time, level, message; below it the exception and where it was thrown, with its
 * causes. A pattern would say the same; to have it read takes a good part of a start.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  private final ZoneId zone;

  LogLayout(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    time(line, event.getInstant());
    String level = event.getLevel().toString();
    line.append(' ').append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
    line.append(event.getFormattedMessage()).append(CoreConstants.LINE_SEPARATOR);
    if (event.getThrowableProxy() != null) {
      line.append(Failures.CONVERTER.convert(event));
    }
    return line.toString();
  }

  private void time(StringBuilder line, Instant instant) {
    OffsetDateTime time = OffsetDateTime.ofInstant(instant, zone.getRules().getOffset(instant));
    digits(line, time.getYear(), 4).append('-');
    digits(line, time.getMonthValue(), 2).append('-');
    digits(line, time.getDayOfMonth(), 2).append('T');
    digits(line, time.getHour(), 2).append(':');
    digits(line, time.getMinute(), 2).append(':');
    digits(line, time.getSecond(), 2).append('.');
    digits(line, time.getNano() / 1_000_000, 3).append(time.getOffset());
  }

  private static StringBuilder digits(StringBuilder line, int number, int width) {
    String digits = Integer.toString(number);
    return line.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }

  /** Loaded with the first exception. */
  private static final class Failures {
    static final ThrowableProxyConverter CONVERTER = new ThrowableProxyConverter();

    static {
      CONVERTER.setOptionList(List.of("short"));
      CONVERTER.start();
    }
  }
}
