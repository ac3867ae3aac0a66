package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {
  private static String of(String message) {
    return Reasons.of(new IOException(message));
  }

  @Test
  void theInnermostCauseIsToldWithItsKind() {
    assertThat(
            Reasons.of(
                new RuntimeException("outer", new SQLException("relation event does not exist"))))
        .isEqualTo("SQLException: relation event does not exist");
  }

  @Test
  void aCauseThatSaysNothingGivesWayToTheOneThatSaysSomething() {
    assertThat(
            Reasons.of(
                new IOException("reading from warehouse timed out", new InterruptedException())))
        .contains("reading from warehouse timed out");
  }

  @Test
  void aFailureWithoutAnyTextIsToldByItsKind() {
    assertThat(Reasons.of(new InterruptedException())).isEqualTo("InterruptedException");
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void causesThatGoRoundInACircleComeToAnEnd() {
    Exception one = new IOException("one");
    Exception two = new IOException("two", one);
    one.initCause(two);

    assertThat(Reasons.of(one)).startsWith("IOException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hush",
        "Password: hush",
        "spring.datasource.password=hush",
        "jdbc:postgresql://db/x?user=me&password=hush&ssl=true",
        "jdbc:postgresql://me:hush@db/x",
        "https://me:hush@partner.example/in",
        "Authorization: Bearer hush",
        "Authorization: Basic hush",
        "Authorization: ApiKey hush",
        "Authorization=hush",
        "access_token=hush",
        "https://partner.example/in?token=hush&x=1",
        "client_secret=hush",
        "itwin.secret = hush",
        "api-key: hush",
        "X-Api-Key: hush",
        "apikey=hush",
        "Signature: sha256=hush",
        "x-adsk-signature: sha1hash=hush",
        "{\"password\":\"hush\"}",
        "{\"access_token\" : \"hush\", \"expires_in\":3600}",
        "sasl.jaas.config=org.x.PlainLoginModule required username=\"me\" password=\"hush\";",
        "password='hush'",
      })
  void aSecretIsNotTold(String message) {
    assertThat(of(message)).doesNotContain("hush").contains("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection refused: db:5432",
        "the token bucket is empty",
        "HTTP operation failed invoking https://partner.example/in with statusCode: 503",
      })
  void whatIsNoSecretIsTold(String message) {
    assertThat(of(message)).contains(message);
  }

  @Test
  void lineBreaksDoNotReachTheLog() {
    assertThat(of("one\r\n\ttwo")).isEqualTo("IOException: one two");
  }

  @Test
  void aReasonIsShort() {
    assertThat(of("x".repeat(100_000))).hasSizeLessThan(600).endsWith("...");
  }

  @Test
  void noCharacterIsLeftThatALogOrADatabaseRefuses() {
    assertThat(of("a\0b\u0007c\ud83d d")).isEqualTo("IOException: a b c\ufffd d");
    assertThat(Reasons.excerpt("ab\ud83d\ude00", 3)).isEqualTo("ab\ufffd...");
    assertThat(Reasons.excerpt("ab\ud83d\ude00", 4)).isEqualTo("ab\ud83d\ude00");
  }

  @Test
  void anExcerptOfAnAnswerIsOneLineWithoutSecrets() {
    assertThat(Reasons.excerpt(" {\n  \"error\": \"no\",\n \"access_token\": \"hush\"\n}\n", 100))
        .isEqualTo("{ \"error\": \"no\", \"access_token\": *** }");
    assertThat(Reasons.excerpt("the credentials Bearer hush-hush.hush are unknown", 100))
        .isEqualTo("the credentials Bearer *** are unknown");
  }

  @Test
  void anExcerptIsCutAndNoSecretIsCutInTwo() {
    assertThat(Reasons.excerpt("x".repeat(5_000_000), 10)).isEqualTo("x".repeat(10) + "...");
    assertThat(Reasons.excerpt("12345 token=hush", 13)).isEqualTo("12345 token=*...");
  }
}
