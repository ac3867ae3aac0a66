package io.dromedary.delivery;

import static io.dromedary.delivery.Failure.Kind.DEAD;
import static io.dromedary.delivery.Failure.Kind.MISCONFIGURED;
import static io.dromedary.delivery.Failure.Kind.NOT_COUNTED;
import static io.dromedary.delivery.Failure.Kind.RETRIED;

import io.dromedary.delivery.Failure.Kind;
import io.dromedary.inbox.Reasons;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.InvalidPayloadRuntimeException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.spi.HttpResponseAware;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the failure of an attempt means, from the exceptions alone. The outermost of the
 * chain of causes that says something decides; what nobody knows is retried. The table with its
 * reasons is docs/decisions/0017.
 *
 * <p>Clients that need not be there (Kafka, SQLite, HTTP) are known by the names of their classes.
 */
final class FailureClassifier {
  /** Causes can go round in a circle. */
  private static final int MAX_CAUSES = 50;

  private static final Set<Integer> HTTP_DEAD = Set.of(400, 410, 413, 414, 415, 422, 431);
  private static final Set<Integer> HTTP_MISCONFIGURED = Set.of(401, 403, 404, 405, 407);

  private static final String SQLITE = "org.sqlite.SQLiteException";
  // TOOBIG, CONSTRAINT
  private static final Set<Integer> SQLITE_DEAD = Set.of(18, 19);
  // ERROR (no such table, for example), READONLY, CANTOPEN, NOTADB
  private static final Set<Integer> SQLITE_MISCONFIGURED = Set.of(1, 8, 14, 26);

  private static final String KAFKA = "org.apache.kafka.common.errors.";
  private static final Set<String> KAFKA_DEAD =
      Set.of(
          KAFKA + "RecordTooLargeException",
          KAFKA + "RecordBatchTooLargeException",
          KAFKA + "SerializationException");
  private static final Set<String> KAFKA_MISCONFIGURED =
      Set.of(KAFKA + "AuthorizationException", KAFKA + "SaslAuthenticationException");

  private FailureClassifier() {}

  /**
   * What a failure means.
   *
   * @param failure what the route of the target threw
   * @param stopping whether we interrupted the attempt, because its route or the process ends
   * @param now to which a date in Retry-After is compared
   */
  static Failure classify(Throwable failure, boolean stopping, Instant now) {
    List<Throwable> chain = chain(failure);
    Kind kind = kind(chain, stopping);
    String reason = Reasons.of(failure);
    for (Throwable link : chain) {
      if (HttpAnswer.isOne(link)) {
        return new Failure(
            kind,
            reason,
            kind == RETRIED ? HttpAnswer.retryAfter(link, now) : null,
            HttpAnswer.body(link));
      }
    }
    return Failure.of(kind, reason);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    @Nullable Throwable link = failure;
    while (link != null && chain.size() < MAX_CAUSES) {
      chain.add(link);
      link = link.getCause();
    }
    return chain;
  }

  private static Kind kind(List<Throwable> chain, boolean stopping) {
    Kind kind = RETRIED;
    for (int i = 0; i < chain.size(); i++) {
      Kind said = kind(chain.get(i), chain.subList(i + 1, chain.size()));
      if (said != null) {
        kind = said;
        break;
      }
    }
    // What an interrupted client throws is its own affair, and so is a step that Camel stopped.
    return stopping && kind == RETRIED ? NOT_COUNTED : kind;
  }

  private static @Nullable Kind kind(Throwable link, List<Throwable> causes) {
    if (link instanceof HttpResponseAware http) {
      return ofHttp(http.getHttpResponseCode());
    }
    if (link instanceof SQLException sql) {
      return isA(link, Set.of(SQLITE))
          ? ofSqlite(sql.getErrorCode())
          : ofSqlState(sql.getSQLState());
    }
    if (isA(link, KAFKA_DEAD)) {
      return DEAD;
    }
    if (isA(link, KAFKA_MISCONFIGURED)) {
      return MISCONFIGURED;
    }
    if (link instanceof FileAlreadyExistsException exists && exists.getReason() != null) {
      return DEAD; // of the archive; the one of the file system gives no reason
    }
    return isConversion(link) && causes.stream().noneMatch(FailureClassifier::isTransfer)
        ? DEAD
        : null;
  }

  private static @Nullable Kind ofHttp(int status) {
    if (HTTP_DEAD.contains(status)) {
      return DEAD;
    }
    if (HTTP_MISCONFIGURED.contains(status) || status / 100 == 3) {
      return MISCONFIGURED;
    }
    return status >= 400 ? RETRIED : null;
  }

  /** The low byte is the result code; the driver has cut the rest off, others might not. */
  private static Kind ofSqlite(int code) {
    int result = code & 0xff;
    return SQLITE_DEAD.contains(result)
        ? DEAD
        : SQLITE_MISCONFIGURED.contains(result) ? MISCONFIGURED : RETRIED;
  }

  private static @Nullable Kind ofSqlState(@Nullable String state) {
    if (state == null || state.length() < 2) {
      return null;
    }
    return switch (state.substring(0, 2)) {
      case "22", "23" -> DEAD;
      case "28", "42" -> MISCONFIGURED;
      // 00 to 02 say that nothing failed, so somebody else has to.
      case "00", "01", "02" -> null;
      default -> RETRIED;
    };
  }

  private static boolean isConversion(Throwable link) {
    return link instanceof InvalidPayloadException
        || link instanceof InvalidPayloadRuntimeException
        || link instanceof TypeConversionException
        || link instanceof NoTypeConversionAvailableException;
  }

  /** The conversion was not the matter: what was to be converted could not be read. */
  private static boolean isTransfer(Throwable cause) {
    return cause instanceof IOException && !(cause instanceof CharacterCodingException);
  }

  /** Like instanceof, for classes that may be absent. */
  static boolean isA(Throwable link, Set<String> names) {
    for (Class<?> type = link.getClass(); type != null; type = type.getSuperclass()) {
      if (names.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }
}
