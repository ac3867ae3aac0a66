package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What holds of every envelope, whatever was received. */
final class ReadCallback {
  static final List<String> PRESETS = List.of("itwin", "aps", "github", "standard-webhooks");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Map<String, EnvelopeReader> READERS =
      Map.of(
          "itwin", reader("itwin"),
          "aps", reader("aps"),
          "github", reader("github"),
          "standard-webhooks", reader("standard-webhooks"));

  private ReadCallback() {}

  private static EnvelopeReader reader(String preset) {
    return new EnvelopeReader(EnvelopeSpec.preset(preset).withMaxDecodedSize(1 << 20));
  }

  /** Reads a callback, and asserts what must hold of it. */
  static Envelope of(String preset, Callback callback) {
    EnvelopeReader reader = Objects.requireNonNull(READERS.get(preset));
    Envelope envelope = reader.read(callback);

    assertText(envelope.eventType(), EnvelopeReader.MAX_TEXT);
    assertText(envelope.system(), EnvelopeReader.MAX_TEXT);
    assertText(envelope.domain(), EnvelopeReader.MAX_TEXT);
    assertThat(envelope.domain()).isNotBlank().doesNotContain("/", "\\");
    assertText(envelope.subscription(), EnvelopeReader.MAX_TEXT);
    assertText(envelope.messageId(), EnvelopeReader.MAX_KEY);
    assertText(envelope.duplicateKey(), EnvelopeReader.MAX_KEY);
    assertText(envelope.contentKey(), EnvelopeReader.MAX_KEY);
    assertText(envelope.problem(), 500);
    String order = envelope.orderKey();
    assertText(order == null ? null : OrderKey.of(preset, order), OrderKey.MAX);
    assertThat(envelope.eventType() == null && envelope.problem() == null)
        .as("no event type, and no problem: %s", envelope)
        .isFalse();
    assertThat(envelope.duplicateKey() == null && envelope.contentKey() == null)
        .as("nothing by which a repeat is known: %s", envelope)
        .isFalse();
    Instant enqueued = envelope.enqueuedAt();
    if (enqueued != null) {
      assertThat(enqueued)
          .isBetween(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59.999999999Z"));
    }
    assertThat(reader.read(callback)).as("read twice").isEqualTo(envelope);
    assertReadAgain(reader, callback, envelope);
    if (preset.equals("itwin") && envelope.problem() == null) {
      assertSameAsTree(callback, envelope);
    }
    return envelope;
  }

  /** What a database takes as text: bounded, without NUL, and Unicode. */
  private static void assertText(@Nullable String text, int most) {
    if (text != null) {
      assertThat(text.length()).as("length of %s", text).isBetween(1, most);
      assertThat(text.chars()).noneMatch(Character::isISOControl);
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).as(text).isTrue();
    }
  }

  private static void assertReadAgain(EnvelopeReader reader, Callback callback, Envelope envelope) {
    String kept = Objects.requireNonNull(reader.kept(callback, "a-route"));
    assertThat(kept.chars()).allMatch(c -> c >= ' ' && c <= '~');
    assertThat(EnvelopeReader.route(kept)).isEqualTo("a-route");
    if (callback.headers("Content-Encoding").size() <= 1) {
      assertThat(reader.readAgain(callback.body(), kept, callback.header("Content-Encoding")))
          .as("from what is kept of it")
          .isEqualTo(envelope);
    }
  }

  /** Another reader, which makes a tree of the body, finds the same in it. */
  private static void assertSameAsTree(Callback callback, Envelope envelope) {
    if (!callback.headers("Content-Encoding").isEmpty()) {
      return;
    }
    try {
      JsonNode tree = JSON.readTree(callback.body());
      assertThat(tree.isObject()).isTrue();
      JsonNode type = tree.path("eventType");
      if (type.isTextual()) {
        assertThat(envelope.eventType()).isEqualTo(type.textValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read as an event, and no JSON", e);
    }
  }
}
