package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentic callbacks that cannot be read are a problem, and never an exception. */
class MalformedBodiesTest {
  private static final String BODY = "{\"eventType\":\"a.b.v1\",\"messageId\":\"m\"}";
  private static final int LIMIT = 100_000;

  private final EnvelopeReader itwin =
      new EnvelopeReader(EnvelopeSpec.preset("itwin").withMaxDecodedSize(LIMIT));
  private final EnvelopeReader aps = new EnvelopeReader(EnvelopeSpec.preset("aps"));

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertProblem(byte[] body, String problem) {
    Envelope envelope = itwin.read(Callbacks.of(body));

    assertThat(envelope.problem()).startsWith(problem);
    assertThat(envelope.eventType()).isNull();
    assertThat(envelope.system()).isNull();
    assertThat(envelope.domain()).isEqualTo("unknown");
    assertThat(envelope.duplicateKey()).isEqualTo("sha256:" + Sha256.hex(body));
    assertThat(envelope.contentKey()).isEqualTo(envelope.duplicateKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                               | the body is empty",
        "' '                              | the body is not a JSON object",
        "[]                               | the body is not a JSON object",
        "[{\"eventType\":\"a.b\"}]        | the body is not a JSON object",
        "\"eventType\"                    | the body is not a JSON object",
        "17                               | the body is not a JSON object",
        "null                             | the body is not a JSON object",
        "payload=%7B%7D                   | the body is not JSON: not valid at byte ",
        "<event/>                         | the body is not JSON: not valid at byte 0",
        "{\"eventType\":\"a.b\"           | the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b             | the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b\",}         | the body is not JSON: not valid at byte ",
        "{'eventType':'a.b'}              | the body is not JSON: not valid at byte ",
        "{eventType:\"a.b\"}              | the body is not JSON: not valid at byte ",
        "{\"eventType\":a.b}              | the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b\",\"n\":01} | the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b\",\"n\":NaN}| the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b\"} x        | the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b\"}}         | the body is not JSON: not valid at byte ",
        "{\"eventType\":\"a.b\"} {}       | the body goes on after its JSON object",
        "{\"eventType\":\"a.b\"}1         | the body goes on after its JSON object",
        "{}                               | there is no event type at /eventType or /contentType",
        "{\"eventType\":null}             | there is no event type at /eventType or /contentType",
        "{\"eventType\":\" \"}            | there is no event type at /eventType or /contentType",
        "{\"eventType\":{\"a\":\"b\"}}    | there is no event type at /eventType or /contentType",
        "{\"eventType\":[\"a.b\"]}        | there is no event type at /eventType or /contentType",
        "{\"EventType\":\"a.b\"}          | there is no event type at /eventType or /contentType",
      })
  void aBodyThatIsNoEventSaysWhy(String body, String problem) {
    assertProblem(utf8(body), problem);
  }

  @Test
  void whatIsMissingIsNamedWithAllPlacesWhereItCouldBe() {
    assertThat(aps.read(Callbacks.of("{}")).problem())
        .isEqualTo("there is no event type at /hook/event or path:event");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff", // never in UTF-8
        "c3", // cut
        "c080", // NUL in two bytes
        "eda080", // half of a surrogate pair
        "f4908080", // beyond Unicode
        "e282", // cut
      })
  void bytesThatAreNotUtf8AreAProblemWhereverTheyAre(String hex) throws IOException {
    for (String key : List.of("eventType", "unread")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(utf8("{\"eventType\":\"a.b\",\"" + key + "\":\"" + "x".repeat(5000)));
      body.write(HexFormat.of().parseHex(hex));
      body.write(utf8("\"}"));

      assertProblem(body.toByteArray(), "the body is not UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void otherEncodingsAreNotGuessed(String charset) {
    assertProblem(BODY.getBytes(Charset.forName(charset)), "the body is not UTF-8");
  }

  @Test
  void aByteOrderMarkIsPassedOver() {
    assertThat(itwin.read(Callbacks.of("\ufeff" + BODY)))
        .extracting(Envelope::eventType, Envelope::problem)
        .containsExactly("a.b.v1", null);
    assertProblem(utf8("\ufeff"), "the body is not JSON");
    assertProblem(utf8("\ufeff\ufeff" + BODY), "the body is not JSON");
  }

  @Test
  void whiteSpaceAroundTheObjectIsFine() {
    assertThat(itwin.read(Callbacks.of("\r\n\t " + BODY + "\r\n\t ")).problem()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"content, [, ]", "content, {\"a\":, }", "eventType, [, ]", "webhookId, {\"a\":, }"})
  void aBodyMayBeNestedToABound(String key, String open, String close) {
    assertThat(itwin.read(Callbacks.of(nested(key, open, close, 999))).problem()).isNull();
    assertProblem(
        utf8(nested(key, open, close, 1000)),
        "the body is beyond what is read: nested deeper than 1000 levels");
    assertProblem(
        utf8(nested(key, open, close, 200_000)),
        "the body is beyond what is read: nested deeper than 1000 levels");
  }

  private static String nested(String key, String open, String close, int depth) {
    return "{\"%s\":%s1%s,\"eventType\":\"a.b\"}"
        .formatted(key, open.repeat(depth), close.repeat(depth));
  }

  @Test
  void aPayloadMayBeNestedToTheSameBound() {
    String path = "{\"hook\":{\"event\":\"e\"},\"payload\":%s1%s}";

    assertThat(aps.read(Callbacks.of(path.formatted("[".repeat(999), "]".repeat(999)))).problem())
        .isNull();
    assertThat(aps.read(Callbacks.of(path.formatted("[".repeat(1000), "]".repeat(1000)))).problem())
        .startsWith("the body is beyond what is read");
  }

  @Test
  void aNumberOfExtremeLengthIsAProblem() {
    assertProblem(
        utf8("{\"eventType\":\"a.b\",\"n\":" + "1".repeat(2000) + "}"),
        "the body is beyond what is read");
  }

  @Test
  void aBodyOfTenMegabytesIsRead() {
    String big = "x".repeat(10_000_000);

    assertThat(itwin.read(Callbacks.of("{\"content\":\"" + big + "\",\"eventType\":\"a.b\"}")))
        .extracting(Envelope::eventType, Envelope::problem)
        .containsExactly("a.b", null);
    assertThat(
            aps.read(
                Callbacks.of("{\"hook\":{\"event\":\"e\"},\"payload\":{\"x\":\"" + big + "\"}}")))
        .extracting(Envelope::eventType, Envelope::problem)
        .containsExactly("e", null);
    assertThat(itwin.read(Callbacks.of("{\"eventType\":\"" + big + "\"}")).problem())
        .isEqualTo("the event type has more than 256 characters");
  }

  // Content-Encoding.

  private Envelope coded(String coding, byte[] body) {
    return itwin.read(Callbacks.withHeader(body, "content-encoding", coding));
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] body, boolean raw) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, deflater)) {
      deflate.write(body);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  @Test
  void aCodedBodyIsReadInItsDecodedForm() throws IOException {
    byte[] body = utf8(BODY);
    Envelope expected = itwin.read(Callbacks.of(body));

    assertThat(coded("gzip", gzip(body))).isEqualTo(expected);
    assertThat(coded("X-GZIP", gzip(body))).isEqualTo(expected);
    assertThat(coded("deflate", deflate(body, false))).isEqualTo(expected);
    assertThat(coded("deflate", deflate(body, true))).isEqualTo(expected);
    assertThat(coded("identity", body)).isEqualTo(expected);
    assertThat(coded("", body)).isEqualTo(expected);
    assertThat(coded("deflate, identity, gzip", gzip(deflate(body, false)))).isEqualTo(expected);
    assertThat(
            itwin.read(
                new Callback(
                    gzip(deflate(body, false)),
                    Map.of("Content-Encoding", List.of("deflate", "gzip")),
                    Map.of())))
        .isEqualTo(expected);
  }

  @Test
  void aCodedPayloadHasTheContentKeyOfThePlainOne() throws IOException {
    byte[] body = utf8("{\"hook\":{\"event\":\"e\"},\"payload\":{\"b\":1,\"a\":2}}");

    assertThat(aps.read(Callbacks.withHeader(gzip(body), "content-encoding", "gzip")))
        .isEqualTo(aps.read(Callbacks.of(body)));
  }

  @Test
  void aBodyThatCannotBeDecodedIsAProblemAndKnownByItsBytes() throws IOException {
    byte[] gzip = gzip(utf8(BODY));
    byte[] cut = new byte[gzip.length - 12];
    System.arraycopy(gzip, 0, cut, 0, cut.length);

    assertThat(coded("br", gzip).problem())
        .isEqualTo("the body has a Content-Encoding that is not known: br");
    assertThat(coded("\0" + "y".repeat(500), gzip).problem())
        .isEqualTo("the body has a Content-Encoding that is not known: \ufffd" + "y".repeat(39));
    assertThat(coded("gzip", utf8(BODY)).problem())
        .isEqualTo("the body is not what its Content-Encoding says: gzip");
    assertThat(coded("gzip", new byte[0]).problem())
        .isEqualTo("the body is not what its Content-Encoding says: gzip");
    assertThat(coded("gzip", cut).problem())
        .isEqualTo("the body is not what its Content-Encoding says: gzip");
    assertThat(coded("deflate", utf8(BODY)).problem())
        .isEqualTo("the body is not what its Content-Encoding says: deflate");
    assertThat(coded("gzip,gzip,gzip,gzip", gzip).problem())
        .isEqualTo("the body has more than 3 content codings on top of each other");
    assertThat(coded("gzip", cut).duplicateKey()).isEqualTo("sha256:" + Sha256.hex(cut));
  }

  @Test
  void aBodyThatGrowsBeyondItsBoundIsAProblem() throws IOException {
    String start = "{\"eventType\":\"a.b\",\"x\":\"";
    byte[] fits = utf8(start + "x".repeat(LIMIT - start.length() - 2) + "\"}");
    byte[] bomb = gzip(new byte[5_000_000]);

    assertThat(coded("gzip", gzip(fits)).problem()).isNull();
    assertThat(coded("gzip", gzip(utf8(new String(fits, StandardCharsets.UTF_8) + " "))).problem())
        .isEqualTo("the body has more than 100000 bytes once decoded (Content-Encoding)");
    assertThat(coded("gzip", bomb).problem())
        .isEqualTo("the body has more than 100000 bytes once decoded (Content-Encoding)");
    assertThat(coded("gzip, gzip", gzip(bomb)).problem())
        .isEqualTo("the body has more than 100000 bytes once decoded (Content-Encoding)");
  }

  // Anything at all.

  @Test
  void randomBytesGiveAnEnvelope() {
    Random random = new Random(20_260);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = new byte[random.nextInt(64)];
      random.nextBytes(body);
      assertKept(body, random);
    }
  }

  @Test
  void damagedBodiesGiveAnEnvelope() {
    Random random = new Random(20_261);
    List<EventEntry> samples = Catalogue.shipped().listed();
    for (int i = 0; i < 5_000; i++) {
      byte[] body = utf8(samples.get(i % samples.size()).sample().template());
      for (int damage = random.nextInt(4) + 1; damage > 0; damage--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      assertKept(body, random);
    }
  }

  @Test
  void randomJsonGivesAnEnvelope() {
    Random random = new Random(20_262);
    String[] parts = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"hook\"",
      "\"event\"",
      "\"eventType\"",
      "\"payload\"",
      "1",
      "-0.5e7",
      "true",
      "null",
      "\"\\u0000\"",
      "\"\\ud800\"",
      " ",
      "\"messageId\"",
      "\"system\""
    };
    for (int i = 0; i < 10_000; i++) {
      StringBuilder body = new StringBuilder("{");
      for (int length = random.nextInt(20); length > 0; length--) {
        body.append(parts[random.nextInt(parts.length)]);
      }
      assertKept(utf8(body.toString()), random);
    }
  }

  private void assertKept(byte[] body, Random random) {
    String[] codings = {"identity", "identity", "identity", "gzip", "deflate", "x"};
    Callback callback =
        Callbacks.withHeader(body, "Content-Encoding", codings[random.nextInt(codings.length)]);
    for (EnvelopeReader reader : List.of(itwin, aps)) {
      Envelope envelope = reader.read(callback);

      assertThat(envelope.eventType() == null && envelope.problem() == null).isFalse();
      assertThat(envelope.duplicateKey() == null && envelope.contentKey() == null).isFalse();
      assertThat(SafeText.isSafe(String.valueOf(envelope.eventType()), 256)).isTrue();
      assertThat(SafeText.isSafe(String.valueOf(envelope.system()), 256)).isTrue();
      assertThat(SafeText.isSafe(String.valueOf(envelope.duplicateKey()), 200)).isTrue();
      assertThat(SafeText.isSafe(String.valueOf(envelope.problem()), 400)).isTrue();
      assertThat(envelope.domain()).matches("[A-Za-z0-9._-]{1,100}");
    }
  }
}
