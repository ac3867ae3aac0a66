package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of a request, and what is not. */
class KeptRequestTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private static Callback callback(Map<String, List<String>> headers, Map<String, String> path) {
    return new Callback(BODY, headers, path);
  }

  @Test
  void theHeadersAndThePathThatTheEnvelopeIsReadFromAreKept() {
    EnvelopeReader reader = new EnvelopeReader(EnvelopeSpec.preset("aps"));

    String kept =
        reader.kept(
            callback(
                Map.of(
                    "x-adsk-delivery-id", List.of("d1"),
                    "content-type", List.of("application/json"),
                    "Host", List.of("example.com")),
                Map.of("event", "dm.version.added", "system", "data", "other", "x")),
            "aps-callback");

    assertThat(kept)
        .isEqualTo(
            "{\"route\":\"aps-callback\",\"headers\":{\"Content-Type\":[\"application/json\"],"
                + "\"x-adsk-delivery-id\":[\"d1\"]},"
                + "\"path\":{\"event\":\"dm.version.added\",\"system\":\"data\"}}");
    assertThat(EnvelopeReader.route(kept)).isEqualTo("aps-callback");
  }

  @Test
  void whatWasKeptIsReadAsTheRequestWas() {
    EnvelopeReader reader = new EnvelopeReader(EnvelopeSpec.preset("aps"));
    Callback callback =
        callback(
            Map.of("X-Adsk-Delivery-Id", List.of("d\u00e9\u0000\ud800")),
            Map.of("event", "dm.version.added", "system", "data"));

    Envelope again = reader.readAgain(BODY, reader.kept(callback, null), null);

    assertThat(again).isEqualTo(reader.read(callback));
    assertThat(again.eventType()).isEqualTo("dm.version.added");
    assertThat(reader.kept(callback, null)).isPrintable().matches("\\p{ASCII}+");
  }

  @Test
  void nothingThatARequestIsAuthenticatedByIsEverKept() {
    EnvelopeReader reader =
        new EnvelopeReader(
            EnvelopeSpec.preset("generic")
                .withDuplicateKey("header:X-Hub-Signature-256,header:authorization")
                .withSubscription("header:Cookie,header:X-Api-Key,header:X-Auth-Token"));

    assertThat(
            reader.kept(
                callback(
                    Map.of(
                        "X-Hub-Signature-256", List.of("sha256=1"),
                        "Authorization", List.of("Bearer 1"),
                        "Cookie", List.of("a=1"),
                        "X-Api-Key", List.of("1"),
                        "X-Auth-Token", List.of("1")),
                    Map.of()),
                null))
        .isNull();
  }

  @Test
  void aHeaderBeyondTheBoundIsLeftOutAndSmallerOnesAreKept() {
    EnvelopeReader reader = new EnvelopeReader(EnvelopeSpec.preset("itwin"));

    String kept =
        reader.kept(
            callback(
                Map.of(
                    "Content-Type", List.of("x".repeat(KeptRequest.MAX_CHARACTERS)),
                    "User-Agent", List.of("itwin")),
                Map.of()),
            null);

    assertThat(kept).isEqualTo("{\"headers\":{\"User-Agent\":[\"itwin\"]}}");
  }

  @Test
  void theEncodingOfABodyIsKnownWhenNothingElseWasKept() {
    Callback rebuilt = KeptRequest.callback(BODY, null, "gzip");

    assertThat(rebuilt.header("content-encoding")).isEqualTo("gzip");
  }
}
