package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines are what Logback makes of a pattern. */
class LogLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05.006Z, UTC, WARN",
    "2026-11-22T23:59:59.999Z, Europe/Berlin, INFO",
    "2026-07-01T12:00:00Z, America/St_Johns, ERROR",
    "2026-07-01T12:00:00.123456789Z, Asia/Kathmandu, DEBUG"
  })
  void itIsAsThePatternSays(String instant, String zone, String level) {
    LoggerContext context = new LoggerContext();
    for (Throwable thrown :
        new Throwable[] {
          null,
          new IllegalStateException("alone"),
          new UncheckedIOException("around", new IOException("within"))
        }) {
      LoggingEvent event =
          new LoggingEvent(
              "caller",
              context.getLogger("io.dromedary"),
              Level.toLevel(level),
              "Target {} is {}",
              thrown,
              new Object[] {"archive", "open"});
      event.setInstant(Instant.parse(instant));
      PatternLayout pattern = new PatternLayout();
      pattern.setContext(context);
      pattern.setPattern(
          "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, " + zone + "} %-5level %msg%n%ex{short}");
      pattern.start();

      assertThat(new LogLayout(ZoneId.of(zone)).doLayout(event)).isEqualTo(pattern.doLayout(event));
    }
  }
}
