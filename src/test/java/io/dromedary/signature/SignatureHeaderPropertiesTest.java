package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.Callback;
import io.dromedary.signature.Verification.Authentic;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** A header is accepted when it holds the right digest as the provider writes it, and only then. */
class SignatureHeaderPropertiesTest {

  @Property(tries = 3000)
  void anyTextIsAcceptedOnlyWhenItIsRight(@ForAll("headers") Tuple2<String, String> header) {
    SignatureHeaderFuzzTest.check(header.get1(), header.get2());
  }

  @Property(tries = 1000)
  void textThatHasNothingToDoWithItIsNeverAccepted(
      @ForAll("schemes") String scheme, @ForAll String header) {
    assertThat(HeaderOracle.isRight(scheme, header)).isFalse();
    SignatureHeaderFuzzTest.check(scheme, header);
  }

  /** One bit of the digest is another one. */
  @Property(tries = 1000)
  void aDigestThatIsNearlyRightIsNeverAccepted(@ForAll("schemes") String scheme, @ForAll int bit) {
    byte[] digest = HeaderOracle.digest(scheme);
    int at = Math.floorMod(bit, digest.length * 8);
    digest[at / 8] ^= (byte) (1 << at % 8);
    SignatureHeader header = SignatureScheme.preset(scheme).header();
    String text = header.prefix() + header.encoding().encode(digest);

    assertThat(HeaderOracle.isRight(scheme, text)).isFalse();
    SignatureHeaderFuzzTest.check(scheme, text);
  }

  /** Where one value is sent, a second one could be anybody's. */
  @Property(tries = 300)
  void aHeaderThatComesTwiceIsRefusedWhereSeveralAreNotMeant(
      @ForAll("schemes") String scheme, @ForAll("headers") Tuple2<String, String> other) {
    SignatureScheme preset = SignatureScheme.preset(scheme);
    SignatureVerifier verifier = Signing.verifier(scheme, HeaderOracle.secret(scheme));
    SignatureHeader header = preset.header();
    String right = header.prefix() + header.encoding().encode(HeaderOracle.digest(scheme));
    Callback callback =
        new Callback(
            HeaderOracle.BODY,
            Map.of(
                header.name(),
                List.of(right, other.get2()),
                "webhook-id",
                List.of(HeaderOracle.ID),
                "webhook-timestamp",
                List.of(Long.toString(Signing.NOW.getEpochSecond()))),
            Map.of());

    boolean accepted = verifier.verify(callback, Signing.NOW) instanceof Authentic;
    if (!header.several()) {
      assertThat(accepted).isFalse();
    } else if (other.get2().chars().filter(c -> c == ' ').count() < 31) {
      assertThat(accepted).isTrue();
    }
  }

  @Provide
  Arbitrary<String> schemes() {
    return Arbitraries.of(HeaderOracle.SCHEMES);
  }

  /**
   * Made of what signatures are made of: right ones, wrong ones, and all that may stand between.
   */
  @Provide
  Arbitrary<Tuple2<String, String>> headers() {
    return schemes()
        .flatMap(
            scheme ->
                Combinators.combine(
                        parts(scheme).list().ofMaxSize(6), Arbitraries.of("", " ", "", ",", "\t"))
                    .as((parts, between) -> Tuple.of(scheme, String.join(between, parts))));
  }

  private static Arbitrary<String> parts(String scheme) {
    byte[] digest = HeaderOracle.digest(scheme);
    String hex = HexFormat.of().formatHex(digest);
    String base64 = Base64.getEncoder().encodeToString(digest);
    byte[] wrong = Arrays.copyOf(digest, digest.length);
    wrong[0] ^= 1;
    SignatureHeader header = SignatureScheme.preset(scheme).header();
    String right = header.prefix() + header.encoding().encode(digest);
    return Arbitraries.oneOf(
        Arbitraries.of(
            right,
            right,
            right.toUpperCase(Locale.ROOT),
            header.prefix(),
            header.prefix() + header.encoding().encode(wrong),
            hex,
            hex.substring(1),
            hex.toUpperCase(Locale.ROOT),
            base64,
            base64.replace("=", ""),
            Base64.getUrlEncoder().encodeToString(digest)),
        Arbitraries.of(
            "sha256=",
            "SHA256=",
            "sha1hash=",
            "sha1=",
            "v1,",
            "V1,",
            "v1a,",
            "v2,",
            "=",
            ",",
            "0x",
            "\0",
            "\u0130",
            " "),
        Arbitraries.strings().withChars("0123456789abcdefABCDEF=+/").ofMaxLength(70),
        Arbitraries.strings().ofMaxLength(4));
  }
}
