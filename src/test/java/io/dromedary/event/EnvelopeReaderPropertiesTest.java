package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** Whatever is signed rightly is an envelope, in bounded time and memory. */
class EnvelopeReaderPropertiesTest {
  /** Halves of pairs can be written in escapes only. */
  private static final ObjectMapper ESCAPING =
      new ObjectMapper().configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);

  private static final Duration LONG = Duration.ofSeconds(5);

  /** Names that readers look for, and some that nearly are. */
  private static final List<String> NAMES =
      List.of(
          "eventType",
          "messageId",
          "webhookId",
          "enqueuedDateTime",
          "content",
          "hook",
          "event",
          "system",
          "hookId",
          "createdDate",
          "payload",
          "resourceUrn",
          "type",
          "action",
          "timestamp",
          "",
          "a/b",
          "~0");

  private static void readByAll(byte[] body) {
    for (String preset : ReadCallback.PRESETS) {
      ReadCallback.of(preset, Callbacks.of(body));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Property(tries = 1000)
  void anyBytesAreAnEnvelope(@ForAll @Size(max = 300) byte[] body) {
    readByAll(body);
  }

  @Property(tries = 300)
  void anyJsonIsAnEnvelope(@ForAll("json") String json) {
    readByAll(utf8(json));
  }

  @Property(tries = 300)
  void anyJsonThatWasDamagedIsAnEnvelope(
      @ForAll("json") String json, @ForAll int place, @ForAll byte with, @ForAll boolean cut) {
    byte[] body = utf8(json);
    int at = Math.floorMod(place, body.length);
    if (cut) {
      body = Arrays.copyOf(body, at);
    } else {
      body[at] = with;
    }
    readByAll(body);
  }

  @Property(tries = 1000)
  void anyCodingIsAnEnvelope(
      @ForAll @Size(max = 200) byte[] body, @ForAll("codings") List<String> codings) {
    ReadCallback.of("itwin", new Callback(body, Map.of("Content-Encoding", codings), Map.of()));
  }

  @Property(tries = 1000)
  void whatIsWrittenIsRead(
      @ForAll("texts") String type,
      @ForAll("texts") String messageId,
      @ForAll("texts") String webhookId,
      @ForAll("instants") Instant enqueuedAt)
      throws JsonProcessingException {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("messageId", messageId).put("webhookId", webhookId).put("eventType", type);
    event.put("enqueuedDateTime", enqueuedAt.toString());

    Envelope read = ReadCallback.of("itwin", Callbacks.of(ESCAPING.writeValueAsBytes(event)));

    assertThat(read.enqueuedAt()).isEqualTo(enqueuedAt);
    assertThat(read.subscription()).isEqualTo(asRead(webhookId));
    assertThat(read.eventType()).isEqualTo(asRead(type));
    if (!messageId.isBlank() && isText(messageId) && messageId.length() <= EnvelopeReader.MAX_KEY) {
      assertThat(read.messageId()).isEqualTo(messageId);
      assertThat(read.duplicateKey()).isEqualTo(messageId);
    }
    boolean fits =
        !type.isBlank()
            && isText(type)
            && isText(webhookId)
            && Math.max(type.length(), webhookId.length()) <= EnvelopeReader.MAX_TEXT;
    assertThat(read.problem() == null).as(read.problem()).isEqualTo(fits);
  }

  private static boolean isText(String text) {
    return text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** A text that does not fit is cut, and each character that is none is replaced. */
  private static @Nullable String asRead(String text) {
    if (text.isBlank()) {
      return null;
    }
    String cut = text.substring(0, Math.min(text.length(), EnvelopeReader.MAX_TEXT));
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < cut.length(); i += Character.charCount(cut.codePointAt(i))) {
      int c = cut.codePointAt(i);
      boolean none =
          Character.isISOControl(c) || (Character.isBmpCodePoint(c) && isSurrogate((char) c));
      read.appendCodePoint(none ? 0xfffd : c);
    }
    return read.toString();
  }

  private static boolean isSurrogate(char c) {
    return c >= '\ud800' && c <= '\udfff';
  }

  @Property(tries = 60)
  void depthAndLengthCostNoMoreThanTheirBytes(
      @ForAll @IntRange(min = 1, max = 200_000) int size, @ForAll("growing") String unit) {
    String[] parts = unit.split("#", -1);
    byte[] body = utf8(parts[0] + parts[1].repeat(size) + parts[2].repeat(size) + parts[3]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EnvelopeReader reader = new EnvelopeReader(EnvelopeSpec.preset("aps"));

    long before = threads.getCurrentThreadAllocatedBytes();
    Assertions.assertTimeout(LONG, () -> reader.read(Callbacks.of(body)));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated)
        .as("bytes allocated for a body of %d bytes", body.length)
        .isLessThan(2_000_000 + 60L * body.length);
  }

  /** What stands before, what is repeated, what closes it, and what stands behind. */
  @Provide
  Arbitrary<String> growing() {
    return Arbitraries.of(
        "{\"payload\":#[#]#}",
        "{\"payload\":#{\"a\":#}#}",
        "{\"payload\":{\"a\":[#1,##1]}}",
        "{\"payload\":{#\"a\":1,##\"b\":1}}",
        "{\"payload\":\"#a#b#\"}",
        "{\"payload\":\"#\\u0000#\\ud800#\"}",
        "{\"hook\":{\"event\":\"#a.#b#\"}}",
        "{\"hook\":#{\"hook\":#}#}",
        "{\"n\":#9#0#}",
        "{\"#k#y#\":1}",
        "#[##",
        "# #\t#",
        "{#\"hook\":{\"event\":\"x\"},##\"payload\":1}");
  }

  @Provide
  Arbitrary<List<String>> codings() {
    return Arbitraries.of(
            "gzip", "deflate", "identity", "br", "x-gzip,gzip", ",", "GZIP ", "\u0130")
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(0, Instant.parse("9999-12-31T23:59:59Z").getEpochSecond())
        .map(Instant::ofEpochSecond)
        .map(at -> at.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Short and long, with characters that are none, halves of pairs, and what looks like JSON. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().alpha().withChars(".").ofMinLength(1).ofMaxLength(40),
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings().withChars('\ud83d', '\ude00', 'a', '\0', '\u0085').ofMaxLength(8),
        Arbitraries.strings().withChars('x', '\ud83d', '\ude00').ofMinLength(195).ofMaxLength(260),
        Arbitraries.of("", " ", "null", "{}", "\"", "\\u0000", "a\nb", "\u202e"));
  }

  @Provide
  Arbitrary<String> json() {
    return object(3);
  }

  private static Arbitrary<String> value(int depth) {
    Arbitrary<String> scalar =
        Arbitraries.oneOf(
            Arbitraries.of(
                "null",
                "true",
                "false",
                "0",
                "-0.0",
                "1e400",
                "1E-999999999",
                "9".repeat(400),
                "\"\\ud800\"",
                "\"\\udc00a\"",
                "\"\\u0000\"",
                "\"\"",
                "\" \"",
                "\"2/3/2023 1:02:03 PM\"",
                "\"2023-11-03T20:07:01+0000\"",
                "1699041600000",
                "\"dm.version.added\"",
                "\"../x\"",
                "\"" + "k".repeat(300) + "\""),
            Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .map(text -> JsonNodeFactory.instance.textNode(text).toString()),
            Arbitraries.bigDecimals().map(number -> number.toString()));
    return depth == 0
        ? scalar
        : Arbitraries.frequencyOf(
            Tuple.of(5, scalar),
            Tuple.of(3, Arbitraries.lazy(() -> object(depth - 1))),
            Tuple.of(
                1,
                Arbitraries.lazy(() -> value(depth - 1))
                    .list()
                    .ofMaxSize(3)
                    .map(values -> "[" + String.join(",", values) + "]")));
  }

  private static Arbitrary<String> object(int depth) {
    Arbitrary<String> member =
        Combinators.combine(Arbitraries.of(NAMES), value(depth))
            .as(
                (name, value) ->
                    JsonNodeFactory.instance.textNode(name)
                        + (depth % 2 == 0 ? ":" : " : ")
                        + value);
    // A name may come twice.
    return member.list().ofMaxSize(7).map(members -> "{" + String.join(",", members) + "}");
  }
}
