package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {
  private final EnvelopeReader itwin = new EnvelopeReader(EnvelopeSpec.preset("itwin"));
  private final EnvelopeReader generic = new EnvelopeReader(EnvelopeSpec.preset("generic"));

  private static String itwinBody(String eventType, String enqueued) {
    return """
    {"content":{"eventType":"not.this.one"},"eventType":"%s","iTwinId":"i","messageId":"m-1",
     "webhookId":"w-1","enqueuedDateTime":%s,"Base Event eventType":"undefined","more":[{"a":[1]}]}
    """
        .formatted(eventType, enqueued);
  }

  @Test
  void unknownKeysPassAndKeysOfOtherLevelsAreNotTaken() {
    Envelope envelope =
        itwin.read(Callbacks.of(itwinBody("iModels.iModelDeleted.v1", "\"11/3/2023 8:07:01 PM\"")));

    assertThat(envelope)
        .isEqualTo(
            new Envelope(
                "iModels.iModelDeleted.v1",
                "iModels",
                "iModels",
                "w-1",
                Instant.parse("2023-11-03T20:07:01Z"),
                "m-1",
                "m-1",
                null,
                null,
                null));
  }

  @ParameterizedTest
  @CsvSource({
    "newApi.newAction.v9, newApi",
    "noDots,              noDots",
    "a.b,                 a",
    ".a.b,                ",
  })
  void theSystemOfItwinIsTheTextBeforeTheFirstDot(String eventType, String system) {
    Envelope envelope = itwin.read(Callbacks.of(itwinBody(eventType, "null")));

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.system()).isEqualTo(system);
    assertThat(envelope.domain()).isEqualTo(system == null ? "unknown" : system);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\"soon\"", "{}", "[1]", "true", "17"})
  void aDateThatCannotBeReadIsUnknownAndNoProblem(String date) {
    Envelope envelope = itwin.read(Callbacks.of(itwinBody("a.b.v1", date)));

    assertThat(envelope.enqueuedAt()).isNull();
    assertThat(envelope.problem()).isNull();
  }

  @Test
  void aDateMayBeAnyOfTheKnownFormsAndInAZoneOfChoice() {
    EnvelopeReader inHelsinki =
        new EnvelopeReader(EnvelopeSpec.preset("itwin").withZone(ZoneId.of("Europe/Helsinki")));
    String body = itwinBody("a.b.v1", "\"11/3/2023 8:07:01 PM\"");

    assertThat(inHelsinki.read(Callbacks.of(body)).enqueuedAt())
        .isEqualTo(Instant.parse("2023-11-03T18:07:01Z"));
    assertThat(itwin.read(Callbacks.of(itwinBody("a.b.v1", "1498782840000"))).enqueuedAt())
        .isEqualTo(Instant.parse("2017-06-30T00:34:00Z"));
  }

  @Test
  void withoutAMessageIdOnlyTheContentKeySaysThatItMayBeADuplicate() {
    String body = "{\"eventType\":\"a.b.v1\",\"messageId\":\"  \"}";

    Envelope envelope = itwin.read(Callbacks.of(body));

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.messageId()).isNull();
    assertThat(envelope.duplicateKey()).isNull();
    assertThat(envelope.contentKey()).isEqualTo("sha256:" + Sha256.hex(body));
  }

  @Test
  void ofARepeatedKeyTheLastCounts() {
    assertThat(
            itwin
                .read(
                    Callbacks.of(
                        "{\"eventType\":\"a.b\",\"messageId\":\"1\",\"eventType\":\"c.d\"}"))
                .eventType())
        .isEqualTo("c.d");
    EnvelopeReader nested =
        new EnvelopeReader(EnvelopeSpec.preset("generic").withEventType("/hook/event"));
    assertThat(
            nested
                .read(Callbacks.of("{\"hook\":{\"event\":\"a\"},\"hook\":{\"system\":\"s\"}}"))
                .eventType())
        .isNull();
    assertThat(nested.read(Callbacks.of("{\"hook\":{\"event\":\"a\"},\"hook\":null}")).eventType())
        .isNull();
  }

  @Test
  void githubIsReadFromItsHeaders() {
    Envelope envelope =
        new EnvelopeReader(EnvelopeSpec.preset("github"))
            .read(
                new Callback(
                    "{\"zen\":\"x\"}".getBytes(StandardCharsets.UTF_8),
                    Map.of(
                        "x-github-event", List.of("issues"),
                        "x-github-delivery", List.of("72d3162e-cc78-11e3-81ab-4c9367dc0958"),
                        "x-github-hook-id", List.of("292430182")),
                    Map.of()));

    assertThat(envelope)
        .isEqualTo(
            new Envelope(
                "issues",
                "github",
                "github",
                "292430182",
                null,
                null,
                "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                null,
                null,
                null));
  }

  @Test
  void theIdOfStandardWebhooksIsSignedThoughItIsAHeader() {
    Envelope envelope =
        new EnvelopeReader(EnvelopeSpec.preset("standard-webhooks"))
            .read(
                Callbacks.withHeader(
                    "{\"type\":\"user.created\",\"timestamp\":\"2022-11-03T20:26:10.344522Z\"}",
                    "Webhook-Id",
                    "msg_p5jXN8AQM9LWM0D4loKWxJek"));

    assertThat(envelope)
        .isEqualTo(
            new Envelope(
                "user.created",
                "user",
                "user",
                null,
                Instant.parse("2022-11-03T20:26:10.344522Z"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                null,
                null,
                null));
  }

  @Test
  void aNewProviderNeedsLocationsOnly() {
    EnvelopeReader reader =
        new EnvelopeReader(
            EnvelopeSpec.preset("generic")
                .withEventType("/events/0/name")
                .withSystem("constant:shop")
                .withSubscription("/meta/a~1b")
                .withEnqueuedAt("/meta/at")
                .withDuplicateKey("header:X-Id,/meta/id"));
    String body =
        """
        {"meta":{"a/b":17,"at":"2026-01-01T00:00:00Z","id":true},
         "events":[{"name":"order.paid"},{"name":"order.sent"}]}
        """;

    assertThat(reader.read(Callbacks.withHeader(body, "X-ID", "h")))
        .isEqualTo(
            new Envelope(
                "order.paid",
                "shop",
                "shop",
                "17",
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                "h",
                null,
                null,
                null));
    assertThat(reader.read(Callbacks.withHeader(body, "X-ID", " ")).duplicateKey())
        .isEqualTo("true");
  }

  @Test
  void aKeyFromTheBodyIsSignedAndOneFromAHeaderIsNot() {
    EnvelopeSpec spec = EnvelopeSpec.preset("itwin");
    String body = "{\"eventType\":\"a.b\",\"messageId\":\"m\"}";

    assertThat(
            new EnvelopeReader(spec.withDuplicateKey("header:id"))
                .read(Callbacks.withHeader(body, "id", "h")))
        .extracting(Envelope::messageId, Envelope::duplicateKey)
        .containsExactly(null, "h");
    assertThat(
            new EnvelopeReader(spec.withDuplicateKey("header:id").withDuplicateKey("/messageId"))
                .read(Callbacks.of(body))
                .messageId())
        .isEqualTo("m");
  }

  @Test
  void aSpecIsNotChangedByWhatIsMadeOfIt() {
    EnvelopeSpec spec = EnvelopeSpec.preset("itwin");
    EnvelopeSpec changed = spec.withEventType("constant:x").withContentKey(true);

    assertThat(itwin.read(Callbacks.of("{\"eventType\":\"a.b\"}")).eventType()).isEqualTo("a.b");
    assertThat(new EnvelopeReader(spec).read(Callbacks.of("{\"eventType\":\"a.b\"}")).eventType())
        .isEqualTo("a.b");
    assertThat(new EnvelopeReader(changed).read(Callbacks.of("{}")).eventType()).isEqualTo("x");
  }

  @Test
  void anUnknownPresetIsRefused() {
    assertThatThrownBy(() -> EnvelopeSpec.preset("iTwin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no envelope preset 'iTwin': expected itwin, aps, github,"
                + " standard-webhooks or generic");
  }

  @Test
  void aLongOrUnsafeKeyIsReplacedByItsDigest() {
    String longest = "k".repeat(200);
    String tooLong = "k".repeat(201);

    assertThat(keyOf(longest)).isEqualTo(longest);
    assertThat(keyOf(tooLong)).isEqualTo("sha256:" + Sha256.hex(tooLong));
    assertThat(keyOf("a\\u0000b")).isEqualTo("sha256:" + Sha256.hex("a\0b"));
    assertThat(keyOf("\\ud800")).startsWith("sha256:");
  }

  private String keyOf(String messageId) {
    Envelope envelope =
        itwin.read(
            Callbacks.of("{\"eventType\":\"a.b\",\"messageId\":\"%s\"}".formatted(messageId)));
    assertThat(envelope.problem()).isNull();
    assertThat(envelope.messageId()).isEqualTo(envelope.duplicateKey());
    return String.valueOf(envelope.duplicateKey());
  }

  @Test
  void aTextOfTheEnvelopeIsBounded() {
    String longest = "e".repeat(256);

    assertThat(generic.read(Callbacks.of("{\"type\":\"" + longest + "\"}")).problem()).isNull();
    assertThat(generic.read(Callbacks.of("{\"type\":\"" + longest + "e\"}")))
        .extracting(Envelope::problem, Envelope::eventType)
        .containsExactly("the event type has more than 256 characters", longest);
  }

  @ParameterizedTest
  @CsvSource({
    "a\\u0000b, a\ufffdb",
    "a\\nb,     a\ufffdb",
    "\\ud83d,   \ufffd",
    "\\udc2a\\ud83d, \ufffd\ufffd",
    "\\u009f,   \ufffd",
  })
  void aTextThatNoDatabaseTakesIsAProblemAndMadeSafe(String written, String safe) {
    Envelope envelope = generic.read(Callbacks.of("{\"type\":\"" + written + "\"}"));

    assertThat(envelope.problem()).isEqualTo("the event type has a character that is not text");
    assertThat(envelope.eventType()).isEqualTo(safe);
  }

  @Test
  void textBeyondAsciiIsText() {
    Envelope envelope = generic.read(Callbacks.of("{\"type\":\"größe.\\ud83d\\udc2a\"}"));

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.eventType()).isEqualTo("größe.\ud83d\udc2a");
  }

  @Test
  void theSystemAndTheSubscriptionAreHeldToTheSameRule() {
    EnvelopeReader aps = new EnvelopeReader(EnvelopeSpec.preset("aps"));

    assertThat(
            aps.read(
                Callbacks.of(
                    "{\"hook\":{\"event\":\"e\",\"system\":\"s\\u0000\",\"hookId\":\"h\"}}")))
        .extracting(Envelope::problem, Envelope::system)
        .containsExactly("the system has a character that is not text", "s\ufffd");
    assertThat(
            aps.read(
                Callbacks.of(
                    "{\"hook\":{\"event\":\"e\",\"system\":\"s\",\"hookId\":\"%s\"}}"
                        .formatted("h".repeat(300)))))
        .extracting(Envelope::problem, Envelope::subscription)
        .containsExactly("the subscription has more than 256 characters", "h".repeat(256));
  }
}
