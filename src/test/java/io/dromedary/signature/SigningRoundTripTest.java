package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.Callback;
import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** Whatever is signed is right, under every scheme, and with one byte changed it is wrong. */
class SigningRoundTripTest {
  /** A way to sign, and a secret that fits it. */
  private record Signed(Map<String, String> settings, String secret) {
    Signer signer() {
      return new Signer(SchemeSettings.of(settings), secret);
    }

    Verification verified(byte[] body, Map<String, String> headers) {
      SignatureScheme scheme = SchemeSettings.of(settings).scheme();
      Map<String, List<String>> all = new LinkedHashMap<>();
      headers.forEach((name, value) -> all.put(name, List.of(value)));
      return new SignatureVerifier(scheme, List.of(NamedSecret.parse(secret, scheme)))
          .verify(new Callback(body, all, Map.of()), NOW);
    }

    Diagnosis diagnosis(byte[] body, Map<String, String> headers) {
      Map<String, List<String>> all = new LinkedHashMap<>();
      headers.forEach((name, value) -> all.put(name, List.of(value)));
      return Diagnosis.of(
          SchemeSettings.of(settings),
          List.of(secret),
          Map.of(),
          new Callback(body, all, Map.of()),
          NOW);
    }
  }

  @Provide
  Arbitrary<Signed> schemes() {
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of("itwin", "aps", "github"), texts())
            .as((scheme, secret) -> new Signed(Map.of("scheme", scheme), secret)),
        bytes().map(key -> new Signed(Map.of("scheme", "standard-webhooks"), "whsec_" + key)),
        generic());
  }

  /** Without {@code =}, which may make a name of what is before it. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings().excludeChars('=').ofMinLength(32).ofMaxLength(80);
  }

  private static Arbitrary<String> bytes() {
    return Arbitraries.bytes()
        .list()
        .ofMinSize(24)
        .ofMaxSize(64)
        .map(
            list -> {
              byte[] key = new byte[list.size()];
              for (int i = 0; i < key.length; i++) {
                key[i] = list.get(i);
              }
              return Base64.getEncoder().encodeToString(key);
            });
  }

  private static Arbitrary<Signed> generic() {
    return Combinators.combine(
            Arbitraries.of("HmacSHA1", "HmacSHA256", "HmacSHA512"),
            Arbitraries.of("hex", "base64"),
            Arbitraries.of("", "sha256=", "v1,", "t "),
            Arbitraries.of(
                "{body}", "{timestamp}.{body}", "{id}:{body}:{timestamp}", "v0{body}{id}"),
            texts())
        .as(
            (algorithm, encoding, prefix, signed, secret) -> {
              Map<String, String> settings = new LinkedHashMap<>();
              settings.put("scheme", "hmac");
              settings.put("header", "X-Sig");
              settings.put("algorithm", algorithm);
              settings.put("encoding", encoding);
              settings.put("prefix", prefix);
              settings.put("signed", signed);
              if (signed.contains("{id}")) {
                settings.put("idHeader", "X-Id");
              }
              if (signed.contains("{timestamp}")) {
                settings.put("timestampHeader", "X-Time");
              }
              return new Signed(settings, secret);
            });
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(60);
  }

  @Property
  void whatIsSignedIsRight(
      @ForAll("schemes") Signed signed,
      @ForAll @Size(max = 2000) byte[] body,
      @ForAll("ids") String id,
      @ForAll @IntRange(min = -300, max = 300) int seconds) {
    Map<String, String> headers = signed.signer().headers(body, id, NOW.getEpochSecond() + seconds);

    assertThat(signed.verified(body, headers)).isEqualTo(new Authentic());
    assertThat(signed.diagnosis(body, headers).authentic()).isTrue();
  }

  @Property
  void oneChangedByteOfTheBodyMakesItWrong(
      @ForAll("schemes") Signed signed,
      @ForAll @NotEmpty @Size(max = 2000) byte[] body,
      @ForAll @IntRange(max = 1999) int at,
      @ForAll @IntRange(min = 1, max = 255) int difference) {
    Map<String, String> headers = signed.signer().headers(body, "msg_1", NOW.getEpochSecond());
    byte[] changed = body.clone();
    changed[at % body.length] ^= (byte) difference;

    assertThat(signed.verified(changed, headers))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.rejection()).isEqualTo(Rejection.WRONG_SIGNATURE));
  }

  @Property
  void oneChangedCharacterOfAnyHeaderMakesItWrong(
      @ForAll("schemes") Signed signed,
      @ForAll @Size(max = 200) byte[] body,
      @ForAll @IntRange(max = 500) int at) {
    Map<String, String> headers = signed.signer().headers(body, "msg_1", NOW.getEpochSecond());
    List<String> names = new ArrayList<>(headers.keySet());
    String name = names.get(at % names.size());
    String value = headers.getOrDefault(name, "");
    int place = at % value.length();
    char other = value.charAt(place) == '1' ? '2' : '1';
    Map<String, String> changed = new LinkedHashMap<>(headers);
    changed.put(name, value.substring(0, place) + other + value.substring(place + 1));

    // The last character of a base64 holds bits that stand for nothing, so that several are the
    // same.
    boolean same = value.endsWith("=") && place >= value.replace("=", "").length() - 1;
    if (!same) {
      assertThat(signed.verified(body, changed)).isInstanceOf(Refused.class);
    }
  }

  @Property
  void aCorruptedSignatureHasTheRightFormAndIsWrong(
      @ForAll("schemes") Signed signed, @ForAll @Size(max = 200) byte[] body) {
    Map<String, String> headers = signed.signer().wrongHeaders(body, "msg_1", NOW.getEpochSecond());

    assertThat(signed.verified(body, headers))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.rejection()).isEqualTo(Rejection.WRONG_SIGNATURE));
  }

  @Property
  void anotherSecretMakesItWrong(
      @ForAll("schemes") Signed signed, @ForAll @Size(max = 200) byte[] body) {
    Map<String, String> headers = signed.signer().headers(body, "msg_1", NOW.getEpochSecond());
    boolean base64 = signed.secret.startsWith("whsec_");
    String other = base64 ? "whsec_AAAA" + signed.secret.substring(6) : signed.secret + "x";

    assertThat(new Signed(signed.settings, other).verified(body, headers))
        .isInstanceOf(Refused.class);
  }

  @Property(tries = 100)
  void ofAnythingADiagnosisCanBeMade(
      @ForAll("schemes") Signed signed,
      @ForAll @Size(max = 300) byte[] body,
      @ForAll("values") String value) {
    Map<String, String> headers = signed.signer().headers(body, "msg_1", NOW.getEpochSecond());
    headers.replaceAll((name, right) -> value);

    Diagnosis diagnosis = signed.diagnosis(body, headers);

    assertThat(diagnosis.authentic()).isFalse();
    assertThat(diagnosis.causes()).isNotEmpty();
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ascii().ofMaxLength(200),
        Arbitraries.strings().withChars("0123456789abcdefABCDEF=,: \"'sha").ofMaxLength(140),
        Arbitraries.strings().withChars("0123456789abcdef").ofLength(64));
  }
}
