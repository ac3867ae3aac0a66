package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static io.dromedary.signature.Signing.callback;
import static io.dromedary.signature.Signing.hex;
import static io.dromedary.signature.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotation, and secrets that are named for one subscription. */
class SeveralSecretsTest {
  private static final String OLD = "old-old-old-old-old-old-old-old-";
  private static final String NEW = "new-new-new-new-new-new-new-new-";
  private static final String HOOK = "7da4ba7e-3a35-4d97-a1b0-6d453aa97493";
  private static final String OTHER_HOOK = "00000000-3a35-4d97-a1b0-6d453aa97493";
  private static final Refused NOT_ITS_OWN = new Refused(Rejection.OTHER_SUBSCRIPTION, "Signature");

  private static String itwinBody(String hook) {
    return "{\"content\":{\"webhookId\":\"x\"},\"webhookId\":\"" + hook + "\"}";
  }

  private static Verification itwin(String secret, String body, SignatureVerifier verifier) {
    return verifier.verify(callback(body, "Signature", hex("HmacSHA256", secret, body)), NOW);
  }

  @Test
  void oldAndNewSecretAreBothTakenInEitherOrder() {
    for (String used : new String[] {OLD, NEW}) {
      assertThat(itwin(used, itwinBody(HOOK), verifier("itwin", OLD, NEW)))
          .isEqualTo(new Authentic());
      assertThat(itwin(used, itwinBody(HOOK), verifier("itwin", NEW, OLD)))
          .isEqualTo(new Authentic());
    }
  }

  @Test
  void eachOfSixteenSecretsIsTried() {
    String[] secrets =
        IntStream.range(0, 16)
            .mapToObj(i -> "secret-number-%02d-%s".formatted(i, OLD))
            .toArray(String[]::new);
    SignatureVerifier verifier = verifier("itwin", secrets);
    for (String secret : secrets) {
      assertThat(itwin(secret, itwinBody(HOOK), verifier)).isEqualTo(new Authentic());
    }
    assertThat(itwin(OLD, itwinBody(HOOK), verifier))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "Signature"));
  }

  @Test
  void seventeenSecretsAreTooManyAndNoneTooFew() {
    String[] seventeen = IntStream.range(0, 17).mapToObj(i -> OLD + i).toArray(String[]::new);
    assertThatIllegalArgumentException().isThrownBy(() -> verifier("itwin", seventeen));
    assertThatIllegalArgumentException().isThrownBy(() -> verifier("itwin"));
  }

  @Test
  void aNamedSecretAuthenticatesItsOwnHookOnly() {
    SignatureVerifier verifier = verifier("itwin", HOOK + "=" + OLD);
    assertThat(itwin(OLD, itwinBody(HOOK), verifier)).isEqualTo(new Authentic());
    assertThat(itwin(OLD, itwinBody(OTHER_HOOK), verifier)).isEqualTo(NOT_ITS_OWN);
    assertThat(itwin(NEW, itwinBody(HOOK), verifier))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "Signature"));
  }

  @Test
  void aNamedSecretOfApsAuthenticatesItsOwnHookOnly() {
    SignatureVerifier verifier = verifier("aps", HOOK + "=token");
    String own = "{\"hook\":{\"hookId\":\"" + HOOK + "\"},\"hookId\":\"" + OTHER_HOOK + "\"}";
    String other = "{\"hook\":{\"hookId\":\"" + OTHER_HOOK + "\"},\"hookId\":\"" + HOOK + "\"}";
    assertThat(aps(own, verifier)).isEqualTo(new Authentic());
    assertThat(aps(other, verifier))
        .isEqualTo(new Refused(Rejection.OTHER_SUBSCRIPTION, "x-adsk-signature"));
  }

  @Test
  void aNamedSecretOfWebhooksV1AuthenticatesItsOwnSubscriptionOnly() {
    SignatureVerifier verifier = verifier("itwin", HOOK + "=" + OLD);
    String own = "{\"contentType\":\"ChangesReadyEvent\",\"subscriptionId\":\"" + HOOK + "\"}";
    assertThat(itwin(OLD, own, verifier)).isEqualTo(new Authentic());
    assertThat(itwin(OLD, own.replace(HOOK, OTHER_HOOK), verifier)).isEqualTo(NOT_ITS_OWN);
  }

  @Test
  void aBodyThatNamesAnotherHookFirstIsNotAuthenticatedByItsSubscription() {
    SignatureVerifier verifier = verifier("itwin", HOOK + "=" + OLD);
    for (String first : new String[] {"\"" + OTHER_HOOK + "\"", "\"\"", "null"}) {
      String body = "{\"subscriptionId\":\"" + HOOK + "\",\"webhookId\":" + first + "}";
      assertThat(itwin(OLD, body, verifier)).as(body).isEqualTo(NOT_ITS_OWN);
    }
  }

  private static Verification aps(String body, SignatureVerifier verifier) {
    String signature = "sha1hash=" + hex("HmacSHA1", "token", body);
    return verifier.verify(callback(body, "x-adsk-signature", signature), NOW);
  }

  @Test
  void theSameSecretNamedForTwoHooksAuthenticatesBoth() {
    SignatureVerifier verifier = verifier("itwin", HOOK + "=" + OLD, OTHER_HOOK + "=" + OLD);
    assertThat(itwin(OLD, itwinBody(HOOK), verifier)).isEqualTo(new Authentic());
    assertThat(itwin(OLD, itwinBody(OTHER_HOOK), verifier)).isEqualTo(new Authentic());
    assertThat(itwin(OLD, itwinBody("third"), verifier)).isEqualTo(NOT_ITS_OWN);
  }

  @Test
  void theSameSecretWithoutANameAuthenticatesEveryHook() {
    SignatureVerifier verifier = verifier("itwin", HOOK + "=" + OLD, OLD);
    assertThat(itwin(OLD, itwinBody(OTHER_HOOK), verifier)).isEqualTo(new Authentic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "not json",
        "{\"webhookId\":null}",
        "{\"webhookId\":{\"a\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\"}}",
        "{\"webhookId\":[\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\"]}",
        "{\"content\":{\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\"}}",
        "{\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\",\"webhookId\":\"x\"}",
        "{\"webhookId\":\"x\",\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\"}",
        "{\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\"",
      })
  void aNamedSecretDoesNotAuthenticateABodyThatDoesNotPlainlyNameItsHook(String body) {
    assertThat(itwin(OLD, body, verifier("itwin", HOOK + "=" + OLD))).isEqualTo(NOT_ITS_OWN);
  }

  @Test
  void aKeyWithAnEscapeInItIsTheSameKey() {
    String body = "{\"webhook\\u0049d\":\"" + HOOK + "\"}";
    assertThat(itwin(OLD, body, verifier("itwin", HOOK + "=" + OLD))).isEqualTo(new Authentic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYg==",
        "abc=0123456789abcdef0123456789abcdef",
        "=0123456789abcdef0123456789abcdef",
        "-hook=0123456789abcdef0123456789abcdef",
        "with space=0123456789abcdef0123456789abcdef",
      })
  void whatDoesNotLookLikeANameIsPartOfTheSecret(String secret) {
    assertThat(itwin(secret, "{}", verifier("itwin", secret))).isEqualTo(new Authentic());
  }

  @Test
  void aNamedSecretMayContainEqualsSigns() {
    String secret = "=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYg==";
    assertThat(itwin(secret, itwinBody("hook:1.a_b"), verifier("itwin", "hook:1.a_b=" + secret)))
        .isEqualTo(new Authentic());
  }

  @Test
  void whereBodiesNameNoSubscriptionTheWholeTextIsTheSecret() {
    String secret = "hook-1=abc";
    assertThat(
            verifier("github", secret)
                .verify(
                    callback(
                        "{}", "X-Hub-Signature-256", "sha256=" + hex("HmacSHA256", secret, "{}")),
                    NOW))
        .isEqualTo(new Authentic());
  }
}
