package io.dromedary.delivery;

import io.dromedary.inbox.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** What an HTTP target said beside its status. Only touched when camel-http is there. */
final class HttpAnswer {
  private static final Set<String> NAMES =
      Set.of("org.apache.camel.http.base.HttpOperationFailedException");
  private static final int LONGEST_BODY = 1024;
  private static final long LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

  private HttpAnswer() {}

  static boolean isOne(Throwable failure) {
    return FailureClassifier.isA(failure, NAMES);
  }

  static @Nullable String body(Throwable failure) {
    String body = ((HttpOperationFailedException) failure).getResponseBody();
    return body == null || body.isBlank() ? null : Reasons.excerpt(body, LONGEST_BODY);
  }

  /**
   * The value of Retry-After, seconds or a date; null when there is none or it makes no sense.
   *
   * @return never negative
   */
  static @Nullable Duration retryAfter(Throwable failure, Instant now) {
    Map<String, String> headers = ((HttpOperationFailedException) failure).getResponseHeaders();
    if (headers == null) {
      return null;
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("Retry-After") && header.getValue() != null) {
        return duration(header.getValue().strip(), now);
      }
    }
    return null;
  }

  private static @Nullable Duration duration(String value, Instant now) {
    if (value.matches("\\d{1,18}")) {
      return Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_SECONDS));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    } catch (DateTimeParseException e) {
      return null; // as if it were not there
    }
  }
}
