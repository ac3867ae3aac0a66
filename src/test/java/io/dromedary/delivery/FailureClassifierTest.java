package io.dromedary.delivery;

import static io.dromedary.delivery.Failure.Kind.DEAD;
import static io.dromedary.delivery.Failure.Kind.MISCONFIGURED;
import static io.dromedary.delivery.Failure.Kind.NOT_COUNTED;
import static io.dromedary.delivery.Failure.Kind.RETRIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dromedary.delivery.Failure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FailureClassifierTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Failure classify(Throwable failure) {
    return FailureClassifier.classify(failure, false, NOW);
  }

  private static Kind kind(Throwable failure) {
    return classify(failure).kind();
  }

  private static HttpOperationFailedException http(
      int status, @Nullable String body, @Nullable Map<String, String> headers) {
    return new HttpOperationFailedException(
        "https://partner.example/in", status, "", null, headers, body);
  }

  @ParameterizedTest
  @CsvSource({
    "400, DEAD",
    "401, MISCONFIGURED",
    "402, RETRIED",
    "403, MISCONFIGURED",
    "404, MISCONFIGURED",
    "405, MISCONFIGURED",
    "406, RETRIED",
    "407, MISCONFIGURED",
    "408, RETRIED",
    "409, RETRIED",
    "410, DEAD",
    "411, RETRIED",
    "412, RETRIED",
    "413, DEAD",
    "414, DEAD",
    "415, DEAD",
    "418, RETRIED",
    "421, RETRIED",
    "422, DEAD",
    "423, RETRIED",
    "425, RETRIED",
    "428, RETRIED",
    "429, RETRIED",
    "431, DEAD",
    "451, RETRIED",
    "300, MISCONFIGURED",
    "301, MISCONFIGURED",
    "302, MISCONFIGURED",
    "304, MISCONFIGURED",
    "307, MISCONFIGURED",
    "308, MISCONFIGURED",
    "500, RETRIED",
    "501, RETRIED",
    "502, RETRIED",
    "503, RETRIED",
    "504, RETRIED",
    "507, RETRIED",
    "599, RETRIED",
    "0, RETRIED",
    "600, RETRIED"
  })
  void anHttpStatusDecides(int status, Kind kind) {
    assertThat(kind(http(status, null, null))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "22001, DEAD",
    "22021, DEAD",
    "23505, DEAD",
    "23502, DEAD",
    "28P01, MISCONFIGURED",
    "28000, MISCONFIGURED",
    "42P01, MISCONFIGURED",
    "42501, MISCONFIGURED",
    "42601, MISCONFIGURED",
    "08001, RETRIED",
    "08006, RETRIED",
    "25006, RETRIED",
    "40001, RETRIED",
    "40P01, RETRIED",
    "53100, RETRIED",
    "53300, RETRIED",
    "54000, RETRIED",
    "55P03, RETRIED",
    "57014, RETRIED",
    "57P01, RETRIED",
    "58030, RETRIED",
    "3D000, RETRIED",
    "XX000, RETRIED",
    "HY000, RETRIED"
  })
  void theStateOfAnSqlFailureDecides(String state, Kind kind) {
    assertThat(kind(new SQLException("no", state))).isEqualTo(kind);
    assertThat(kind(new RuntimeCamelException(new SQLException("no", state)))).isEqualTo(kind);
  }

  @Test
  void theDriverOfPostgresqlIsUnderstood() {
    assertThat(kind(new PSQLException("no", PSQLState.NOT_NULL_VIOLATION))).isEqualTo(DEAD);
    assertThat(kind(new PSQLException("no", PSQLState.INVALID_PASSWORD))).isEqualTo(MISCONFIGURED);
    assertThat(kind(new PSQLException("no", PSQLState.CONNECTION_FAILURE))).isEqualTo(RETRIED);
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_TOOBIG, DEAD",
    "SQLITE_CONSTRAINT, DEAD",
    "SQLITE_CONSTRAINT_UNIQUE, DEAD",
    "SQLITE_ERROR, MISCONFIGURED",
    "SQLITE_READONLY, MISCONFIGURED",
    "SQLITE_READONLY_DBMOVED, MISCONFIGURED",
    "SQLITE_CANTOPEN, MISCONFIGURED",
    "SQLITE_CANTOPEN_ISDIR, MISCONFIGURED",
    "SQLITE_NOTADB, MISCONFIGURED",
    "SQLITE_BUSY, RETRIED",
    "SQLITE_BUSY_SNAPSHOT, RETRIED",
    "SQLITE_LOCKED, RETRIED",
    "SQLITE_IOERR, RETRIED",
    "SQLITE_IOERR_FSYNC, RETRIED",
    "SQLITE_FULL, RETRIED",
    "SQLITE_NOMEM, RETRIED",
    "SQLITE_CORRUPT, RETRIED"
  })
  void theResultOfSqliteDecidesForItHasNoSqlState(SQLiteErrorCode result, Kind kind) {
    SQLiteException failure = new SQLiteException("no", result);
    assertThat(failure.getSQLState()).isNull();
    assertThat(kind(failure)).isEqualTo(kind);
  }

  @Test
  void theErrorNumberOfAnotherDatabaseIsNotTakenForOneOfSqlite() {
    assertThat(kind(new SQLException("no", null, 19))).isEqualTo(RETRIED);
    assertThat(kind(new SQLException("no", "08000", 19))).isEqualTo(RETRIED);
  }

  @Test
  void aPoolThatKnowsNothingLeavesItToItsCause() {
    assertThat(
            kind(
                new SQLTransientConnectionException(
                    "not available", null, 0, new PSQLException("no", PSQLState.INVALID_PASSWORD))))
        .isEqualTo(MISCONFIGURED);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> others() {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    return Stream.of(
        arguments(new RecordTooLargeException("9 MB"), DEAD),
        arguments(new RecordBatchTooLargeException(), DEAD),
        arguments(new SerializationException("no"), DEAD),
        arguments(new TopicAuthorizationException(Set.of("t")), MISCONFIGURED),
        arguments(new SaslAuthenticationException("no"), MISCONFIGURED),
        arguments(new SslAuthenticationException("no"), RETRIED),
        arguments(new TimeoutException("no"), RETRIED),
        arguments(new InterruptException("interrupted"), RETRIED),
        arguments(new InvalidPayloadException(exchange, byte[].class), DEAD),
        arguments(new NoTypeConversionAvailableException("x", Integer.class), DEAD),
        arguments(
            new TypeConversionException("x", Integer.class, new NumberFormatException()), DEAD),
        arguments(
            new TypeConversionException("x", String.class, new MalformedInputException(1)), DEAD),
        arguments(
            new TypeConversionException("a stream", String.class, new EOFException()), RETRIED),
        arguments(
            new FileAlreadyExistsException("archive/1.json", null, "holds other bytes"), DEAD),
        arguments(new FileAlreadyExistsException("archive"), RETRIED),
        arguments(new ConnectException("refused"), RETRIED),
        arguments(new UnknownHostException("partner.example"), RETRIED),
        arguments(new SocketTimeoutException("read"), RETRIED),
        arguments(new SSLHandshakeException("certificate expired"), RETRIED),
        arguments(new InterruptedException(), RETRIED),
        arguments(new RejectedExecutionException(), RETRIED),
        arguments(new IllegalStateException("a mistake of the route"), RETRIED),
        arguments(new StackOverflowError(), RETRIED));
  }

  @ParameterizedTest
  @MethodSource("others")
  void anyOtherFailureIsKnownByItsKindOrRetried(Throwable failure, Kind kind) {
    assertThat(kind(failure)).isEqualTo(kind);
    assertThat(kind(new CamelExchangeException("x", null, new ExecutionException(failure))))
        .as("wrapped")
        .isEqualTo(kind);
  }

  @Test
  void theOutermostThatSaysSomethingDecides() {
    assertThat(kind(new RuntimeException(http(422, null, null)))).isEqualTo(DEAD);
    IOException outer = new IOException(new SQLException("dead", "23505", http(401, null, null)));
    assertThat(kind(outer)).isEqualTo(DEAD);
  }

  @Test
  void whatIsSuppressedSaysNothing() {
    IOException failure = new IOException("cut");
    failure.addSuppressed(http(422, null, null));
    assertThat(kind(failure)).isEqualTo(RETRIED);
  }

  @Test
  void causesThatGoRoundInACircleComeToAnEnd() {
    Exception one = new IOException("one");
    one.initCause(new IOException("two", one));
    assertThat(kind(one)).isEqualTo(RETRIED);
  }

  @Test
  void whatWeInterruptedIsNotCountedUnlessTheTargetHadRefusedIt() {
    for (Throwable failure :
        new Throwable[] {
          new InterruptedException(),
          new InterruptException("interrupted"),
          new SQLException("interrupted", "57014"),
          new RejectedExecutionException(),
          new IllegalStateException("Connection pool shut down"),
          http(503, null, null)
        }) {
      assertThat(FailureClassifier.classify(failure, true, NOW).kind())
          .as(failure.toString())
          .isEqualTo(NOT_COUNTED);
    }
    assertThat(FailureClassifier.classify(http(422, null, null), true, NOW).kind()).isEqualTo(DEAD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | PT2M",
        "0 | PT0S",
        " 7  | PT7S",
        "999999999999999999 | PT8760H",
        "Thu, 01 Jan 2026 00:01:30 GMT | PT1M30S",
        "Wed, 31 Dec 2025 23:59:00 GMT | PT0S"
      })
  void retryAfterIsSecondsOrADate(String value, Duration after) {
    for (String name : new String[] {"Retry-After", "retry-after", "RETRY-AFTER"}) {
      assertThat(classify(http(429, null, Map.of("Server", "x", name, value))).retryAfter())
          .isEqualTo(after);
      assertThat(classify(new IOException(http(503, null, Map.of(name, value)))).retryAfter())
          .isEqualTo(after);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-5", "soon", "1.5", "Thu, 01 Jan 2026", "9999999999999999999999"})
  void aRetryAfterThatMakesNoSenseIsNone(String value) {
    Failure failure = classify(http(429, null, Map.of("Retry-After", value)));
    assertThat(failure.retryAfter()).isNull();
    assertThat(failure.kind()).isEqualTo(RETRIED);
  }

  @Test
  void retryAfterCountsOnlyWhereTheDeliveryIsRetried() {
    assertThat(classify(http(401, null, Map.of("Retry-After", "9"))).retryAfter()).isNull();
    assertThat(classify(http(422, null, Map.of("Retry-After", "9"))).retryAfter()).isNull();
  }

  @Test
  void theBeginningOfTheAnswerIsKeptWithoutSecrets() {
    Failure failure =
        classify(
            new UncheckedIOException(
                new IOException(http(422, "{\"why\":\"no\",\n\"token\":\"hush\"}", null))));
    assertThat(failure.response()).isEqualTo("{\"why\":\"no\", \"token\":***}");
    assertThat(failure.reason()).contains("statusCode: 422").doesNotContain("hush");
    assertThat(classify(http(500, "x".repeat(100_000), null)).response()).hasSize(1024 + 3);
    assertThat(classify(http(500, " \n", null)).response()).isNull();
    assertThat(classify(http(500, null, null)).response()).isNull();
    assertThat(classify(new IOException("x")).response()).isNull();
  }
}
