package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static io.dromedary.signature.Signing.callback;
import static io.dromedary.signature.Signing.hmac;
import static io.dromedary.signature.Signing.utf8;
import static io.dromedary.signature.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard Webhooks: docs/contracts.md, section C1. */
class SignedTimestampTest {
  private static final byte[] KEY = utf8("0123456789abcdef01234567");
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final String BODY = "{\"type\":\"a.b\"}";
  private static final String ID = "msg_1";
  private static final long SECONDS = NOW.getEpochSecond();

  private static String sign(String id, String timestamp) {
    byte[] digest = hmac("HmacSHA256", KEY, utf8(id + "." + timestamp + "." + BODY));
    return Base64.getEncoder().encodeToString(digest);
  }

  private static Verification verify(String id, String timestamp, String signature) {
    return verifier("standard-webhooks", SECRET)
        .verify(
            callback(
                BODY,
                "Webhook-Id",
                id,
                "Webhook-Timestamp",
                timestamp,
                "Webhook-Signature",
                signature),
            NOW);
  }

  @ParameterizedTest
  @CsvSource({"-301, false", "-300, true", "0, true", "300, true", "301, false"})
  void fiveMinutesEitherWayAreTolerated(long seconds, boolean tolerated) {
    String timestamp = Long.toString(SECONDS + seconds);
    assertThat(verify(ID, timestamp, "v1," + sign(ID, timestamp)))
        .isEqualTo(
            tolerated
                ? new Authentic()
                : new Refused(Rejection.OUTSIDE_TOLERANCE, "webhook-timestamp"));
  }

  @Test
  void aTimestampThatWasNotSignedIsAWrongSignatureHoweverOld() {
    assertThat(verify(ID, "1", "v1," + sign(ID, Long.toString(SECONDS))))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "webhook-signature"));
  }

  @Test
  void theIdIsSignedToo() {
    String now = Long.toString(SECONDS);
    assertThat(verify("msg_2", now, "v1," + sign(ID, now)))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "webhook-signature"));
  }

  @Test
  void placeholdersInAnIdAreJustText() {
    String now = Long.toString(SECONDS);
    String id = "{timestamp}{id}{body}";
    assertThat(verify(id, now, "v1," + sign(id, now))).isEqualTo(new Authentic());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.5", "1e3", " 1", "now", "9999999999999", "\u0661"})
  void aTimestampThatIsNotWholeSecondsIsMalformed(String timestamp) {
    assertThat(verify(ID, timestamp, "v1," + sign(ID, timestamp)))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "webhook-timestamp"));
  }

  @Test
  void oneRightSignatureOfSeveralIsEnough() {
    String now = Long.toString(SECONDS);
    String right = "v1," + sign(ID, now);
    String wrong = "v1," + sign("other", now);
    assertThat(verify(ID, now, wrong + " " + right)).isEqualTo(new Authentic());
    assertThat(verify(ID, now, right + " " + wrong)).isEqualTo(new Authentic());
    assertThat(verify(ID, now, "v1a,AAAA v2,BBBB " + right)).isEqualTo(new Authentic());
    assertThat(verify(ID, now, "v1,??? " + right)).isEqualTo(new Authentic());
  }

  @Test
  void signaturesOfOtherVersionsDoNotCount() {
    String now = Long.toString(SECONDS);
    assertThat(
            verify(ID, now, "v1a," + sign(ID, now) + " v2," + sign(ID, now) + " " + sign(ID, now)))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "webhook-signature"));
  }

  @Test
  void aRepeatedSignatureHeaderIsOneMoreWayToSendSeveral() {
    String now = Long.toString(SECONDS);
    assertThat(
            verifier("standard-webhooks", SECRET)
                .verify(
                    callback(
                        BODY,
                        "webhook-id",
                        ID,
                        "webhook-timestamp",
                        now,
                        "webhook-signature",
                        "v1," + sign("other", now),
                        "webhook-signature",
                        "v1," + sign(ID, now)),
                    NOW))
        .isEqualTo(new Authentic());
  }

  @Test
  void moreSignaturesThanAnybodySendsAreMalformed() {
    String now = Long.toString(SECONDS);
    String wrong = "v1," + sign("other", now) + " ";
    String right = "v1," + sign(ID, now);
    assertThat(verify(ID, now, wrong.repeat(31) + right)).isEqualTo(new Authentic());
    assertThat(verify(ID, now, wrong.repeat(32) + right)).isNotEqualTo(new Authentic());
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
  void eachOfTheThreeHeadersMustBeThere(String missing) {
    String now = Long.toString(SECONDS);
    assertThat(
            verifier("standard-webhooks", SECRET)
                .verify(
                    callback(
                        BODY,
                        missing.equals("webhook-id") ? "x" : "webhook-id",
                        ID,
                        missing.equals("webhook-timestamp") ? "x" : "webhook-timestamp",
                        now,
                        missing.equals("webhook-signature") ? "x" : "webhook-signature",
                        "v1," + sign(ID, now)),
                    NOW))
        .isEqualTo(new Refused(Rejection.MISSING_HEADER, missing));
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-id", "webhook-timestamp"})
  void idAndTimestampMayComeOnlyOnce(String repeated) {
    String now = Long.toString(SECONDS);
    assertThat(
            verifier("standard-webhooks", SECRET)
                .verify(
                    callback(
                        BODY,
                        "webhook-id",
                        ID,
                        "webhook-timestamp",
                        now,
                        "webhook-signature",
                        "v1," + sign(ID, now),
                        repeated,
                        repeated.equals("webhook-id") ? ID : now),
                    NOW))
        .isEqualTo(new Refused(Rejection.SEVERAL_VALUES, repeated));
  }

  @Test
  void theSecretMayLackItsPrefix() {
    String now = Long.toString(SECONDS);
    assertThat(
            verifier("standard-webhooks", SECRET.substring("whsec_".length()))
                .verify(
                    callback(
                        BODY,
                        "webhook-id",
                        ID,
                        "webhook-timestamp",
                        now,
                        "webhook-signature",
                        "v1," + sign(ID, now)),
                    NOW))
        .isEqualTo(new Authentic());
  }
}
