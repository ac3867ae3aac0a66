package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Corpus;
import io.dromedary.event.Callback;
import io.dromedary.signature.Verification.Authentic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Only the right digest is accepted, whatever the header says; CONTRIBUTING.md says how to fuzz.
 */
public class SignatureHeaderFuzzTest {
  private static final Map<String, SignatureVerifier> VERIFIERS = new HashMap<>();

  static {
    HeaderOracle.SCHEMES.forEach(
        scheme -> VERIFIERS.put(scheme, Signing.verifier(scheme, HeaderOracle.secret(scheme))));
  }

  /**
   * Reads one input.
   *
   * @param input a digit for the scheme and the text of its header, in which <code>{hex}</code>,
   *     <code>{HEX}</code> and <code>{base64}</code> stand for the right digest
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String scheme = HeaderOracle.SCHEMES.get(Math.floorMod(input[0] - '0', 4));
    byte[] digest = HeaderOracle.digest(scheme);
    String hex = HexFormat.of().formatHex(digest);
    String header =
        new String(input, 1, input.length - 1, StandardCharsets.UTF_8)
            .replace("{hex}", hex)
            .replace("{HEX}", hex.toUpperCase(Locale.ROOT))
            .replace("{base64}", Base64.getEncoder().encodeToString(digest));
    check(scheme, header);
  }

  /** Asserts that a header is accepted when it is right, and only then. */
  static void check(String scheme, String header) {
    SignatureVerifier verifier = Objects.requireNonNull(VERIFIERS.get(scheme));
    String name = SignatureScheme.preset(scheme).header().name();
    Callback callback =
        new Callback(
            HeaderOracle.BODY,
            Map.of(
                name,
                List.of(header),
                "webhook-id",
                List.of(HeaderOracle.ID),
                "webhook-timestamp",
                List.of(Long.toString(Signing.NOW.getEpochSecond()))),
            Map.of());
    assertThat(verifier.verify(callback, Signing.NOW) instanceof Authentic)
        .as("%s: %s", scheme, header)
        .isEqualTo(HeaderOracle.isRight(scheme, header));
  }

  static List<Path> inputs() throws IOException {
    return Corpus.of(SignatureHeaderFuzzTest.class);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void everyInputOfTheCorpusIsAcceptedOnlyWhenItIsRight(Path input) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @Test
  void theOracleKnowsWhatTheProvidersSend() {
    for (String scheme : HeaderOracle.SCHEMES) {
      Map<String, String> sent =
          new Signer(scheme, HeaderOracle.secret(scheme))
              .headers(HeaderOracle.BODY, HeaderOracle.ID, Signing.NOW.getEpochSecond());
      String header =
          Objects.requireNonNull(sent.get(SignatureScheme.preset(scheme).header().name()));
      assertThat(HeaderOracle.isRight(scheme, header)).as(scheme).isTrue();
      assertThat(HeaderOracle.isRight(scheme, header.substring(1))).as(scheme).isFalse();
    }
  }
}
