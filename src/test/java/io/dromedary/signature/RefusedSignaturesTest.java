package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static io.dromedary.signature.Signing.callback;
import static io.dromedary.signature.Signing.hex;
import static io.dromedary.signature.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedSignaturesTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String BODY = "{\"webhookId\":\"hook-1\"}";
  private static final String SHA256 = hex("HmacSHA256", SECRET, BODY);
  private static final String SHA1 = hex("HmacSHA1", SECRET, BODY);

  private static Verification itwin(String... headers) {
    return verifier("itwin", SECRET).verify(callback(BODY, headers), NOW);
  }

  private static Verification aps(String... headers) {
    return verifier("aps", SECRET).verify(callback(BODY, headers), NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256=", "", "SHA256=", "Sha256="})
  void itwinMayWriteItsPrefixInAnyCaseOrLeaveItOut(String prefix) {
    assertThat(itwin("Signature", prefix + SHA256)).isEqualTo(new Authentic());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Signature", "signature", "SIGNATURE"})
  void theNameOfAHeaderIsTakenInAnyCase(String header) {
    assertThat(itwin(header, "sha256=" + SHA256)).isEqualTo(new Authentic());
  }

  @Test
  void hexIsTakenInEitherCase() {
    assertThat(itwin("Signature", "sha256=" + SHA256.toUpperCase(Locale.ROOT)))
        .isEqualTo(new Authentic());
    assertThat(aps("x-adsk-signature", "sha1hash=" + SHA1.toUpperCase(Locale.ROOT)))
        .isEqualTo(new Authentic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha1=",
        "sha512=",
        "md5=",
        "sha1hash=",
        "sha256",
        "sha256:",
        "sha256==",
        "v1,",
        " "
      })
  void itwinWithAnyOtherPrefixIsMalformed(String prefix) {
    assertThat(itwin("Signature", prefix + SHA256))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha1=", "sha256=", "sha1hash", "sha1hash=="})
  void apsWithoutItsPrefixIsMalformed(String prefix) {
    assertThat(aps("x-adsk-signature", prefix + SHA1))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "x-adsk-signature"));
  }

  @Test
  void theRequestDoesNotChooseTheAlgorithm() {
    assertThat(itwin("Signature", "sha1=" + SHA1))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(itwin("Signature", "sha256=" + SHA1))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(itwin("Signature", "sha512=" + hex("HmacSHA512", SECRET, BODY)))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(aps("x-adsk-signature", "sha1hash=" + SHA256))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "x-adsk-signature"));
  }

  @Test
  void aDigestThatIsNotAllThereIsMalformed() {
    assertThat(itwin("Signature", "sha256=" + SHA256.substring(1)))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(itwin("Signature", "sha256=" + SHA256 + "0"))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(itwin("Signature", "sha256=" + SHA256.substring(1) + "g"))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(itwin("Signature", ""))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
  }

  @Test
  void twoSignaturesFoldedIntoOneHeaderAreMalformed() {
    assertThat(itwin("Signature", "sha256=" + SHA256 + ", sha256=" + SHA256))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
    assertThat(itwin("Signature", "sha256=" + SHA256 + " sha256=" + SHA256))
        .isEqualTo(new Refused(Rejection.MALFORMED_HEADER, "Signature"));
  }

  @Test
  void aRepeatedHeaderIsRefusedEvenWhenBothAreRight() {
    assertThat(itwin("Signature", "sha256=" + SHA256, "Signature", "sha256=" + SHA256))
        .isEqualTo(new Refused(Rejection.SEVERAL_VALUES, "Signature"));
  }

  @Test
  void aMissingHeaderIsNoSignOfAWrongSecret() {
    assertThat(itwin("x-adsk-signature", "sha1hash=" + SHA1))
        .isEqualTo(new Refused(Rejection.MISSING_HEADER, "Signature"));
    assertThat(Rejection.MISSING_HEADER.wellFormed()).isFalse();
  }

  @Test
  void anotherBodyOrSecretIsAWrongSignature() {
    assertThat(itwin("Signature", "sha256=" + hex("HmacSHA256", SECRET, BODY + " ")))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "Signature"));
    assertThat(itwin("Signature", "sha256=" + hex("HmacSHA256", SECRET + "0", BODY)))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "Signature"));
    assertThat(Rejection.WRONG_SIGNATURE.wellFormed()).isTrue();
  }

  @Test
  void anEmptyBodyIsVerifiedLikeAnyOther() {
    assertThat(
            verifier("itwin", SECRET)
                .verify(callback("", "Signature", hex("HmacSHA256", SECRET, "")), NOW))
        .isEqualTo(new Authentic());
    assertThat(verifier("itwin", SECRET).verify(callback("", "Signature", SHA256), NOW))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "Signature"));
  }

  @Test
  void labelsOfReasonsAreStable() {
    assertThat(Rejection.values())
        .extracting(Rejection::label)
        .containsExactly(
            "missing-header",
            "several-values",
            "malformed-header",
            "wrong-signature",
            "outside-tolerance",
            "other-subscription");
  }
}
