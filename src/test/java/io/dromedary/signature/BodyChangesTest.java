package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static io.dromedary.signature.Signing.hmac;
import static io.dromedary.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.Callback;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are large, or made to become so, cost little to diagnose. */
class BodyChangesTest {
  private static final String SECRET = "a-secret-of-at-least-32-characters";
  private static final String LARGE = "[\"" + "x".repeat(9 * 1024 * 1024) + "\"]";

  private static Diagnosis diagnosis(String signed, String received) {
    String signature = HexFormat.of().formatHex(hmac("HmacSHA256", utf8(SECRET), utf8(signed)));
    return Diagnosis.of(
        SchemeSettings.of(Map.of("scheme", "itwin")),
        List.of(SECRET),
        Map.of(),
        new Callback(utf8(received), Map.of("Signature", List.of("sha256=" + signature)), Map.of()),
        NOW);
  }

  static Stream<String> hostile() {
    int deep = 10_000;
    return Stream.of(
        "[".repeat(deep) + "]".repeat(deep),
        "[".repeat(deep),
        "{\"a\":".repeat(deep) + "1" + "}".repeat(deep),
        "[".repeat(199) + "1,".repeat(30_000) + "1" + "]".repeat(199),
        "[".repeat(15) + "1,".repeat(30_000) + "1" + "]".repeat(15));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aBodyThatGrowsWithItsDepthIsNotKeptInManyLargeCopies(String body) {
    long kept =
        BodyChanges.of(utf8(body)).stream().mapToLong(change -> change.value().get().length).sum();

    assertThat(kept).isLessThanOrEqualTo(64 * 1024 * 1024);
  }

  @Test
  void aBodyThatGrowsWithItsDepthIsDiagnosed() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);

    assertThat(diagnosis(deep, deep + "\n").causes())
        .extracting(Cause::label)
        .containsExactly("body-newline-added");
  }

  static Stream<List<String>> edges() {
    return Stream.of(
        List.of("body-newline-added", LARGE, LARGE + "\n"),
        List.of("body-newline-added", LARGE, LARGE + "\r\n"),
        List.of("body-newline-lost", LARGE + "\n", LARGE),
        List.of("body-newline-lost", LARGE + "\r\n", LARGE),
        List.of("body-bom", LARGE, "\uFEFF" + LARGE),
        List.of("body-bom", "\uFEFF" + LARGE, LARGE),
        List.of("body-empty", "", LARGE),
        List.of(Diagnosis.UNEXPLAINED, "[ " + LARGE.substring(1), LARGE));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("edges")
  void ofALargeBodyWhatWasAddedOrLostAroundItIsFound(List<String> edge) {
    assertThat(diagnosis(edge.get(1), edge.get(2)).causes())
        .extracting(Cause::label)
        .containsExactly(edge.get(0));
  }
}
