package io.dromedary.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.dromedary.event.EventHeaders;
import io.dromedary.event.ExchangeProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventMessageTest {
  private static final String EVENT = "{\"iTwinId\":\"ce40a55a\",\"content\":{\"size\":1.00}}";

  private static final CamelContext CAMEL = new DefaultCamelContext();

  private final Message message = event();

  @BeforeAll
  static void startCamel() {
    // From then on headers are found in any letter case.
    CAMEL.start();
  }

  @AfterAll
  static void stopCamel() {
    CAMEL.stop();
  }

  private static Message event() {
    Message message = new DefaultExchange(CAMEL).getMessage();
    message.setHeader(EventHeaders.SOURCE, "itwin");
    message.setHeader(EventHeaders.SYSTEM, "iModels");
    message.setHeader(EventHeaders.DOMAIN, "iModels");
    message.setHeader(EventHeaders.EVENT_ID, "32369e4b");
    message.setHeader(EventHeaders.EVENT_TYPE, "iModels.iModelDeleted.v1");
    message.setHeader(EventHeaders.RECEIVED_AT, "2026-11-22T23:59:59.999Z");
    message.setHeader(EventHeaders.ENQUEUED_AT, "2026-11-22T23:59:58Z");
    message.setHeader(EventHeaders.SUBSCRIPTION, null);
    message.setBody(utf8(EVENT));
    return message;
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws Exception {
    message.setHeader(EventHeaders.SYSTEM, null);
    message.setHeader(EventHeaders.DOMAIN, null);
    message.setHeader(EventHeaders.ENQUEUED_AT, null);
    message.setBody(utf8("[1]"));

    CloudEvent event = wrapped(ContentMode.STRUCTURED);

    assertThat(event.getSource()).isEqualTo(URI.create("/itwin"));
    assertThat(event.getTime()).isEqualTo("2026-11-22T23:59:59.999Z");
    assertThat(event.getSubject()).isNull();
    assertThat(event.getExtensionNames()).containsExactly("receivedat");
  }

  @Test
  void aSystemIsOneSegmentOfTheSourceWhateverItsName() throws Exception {
    message.setHeader(EventHeaders.SYSTEM, "a/b c:é?#");

    CloudEvent event = wrapped(ContentMode.STRUCTURED);

    assertThat(event.getSource().toString()).isEqualTo("/itwin/a%2Fb%20c%3A%C3%A9%3F%23");
    assertThat(event.getSource().getPath()).isEqualTo("/itwin/a/b c:é?#");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":1.00,\"n\":2}",
        " [ 12345678901234567890.123456789 ] ",
        "\"é\\u0000\\ud83d\\ude00\"",
        "null",
        "0"
      })
  void jsonStandsInTheEnvelopeByteByByte(String json) throws Exception {
    message.setBody(utf8(json));

    CloudEventMessage.wrap(message, ContentMode.STRUCTURED);

    assertThat(message.getBody(String.class)).contains("\"data\":" + json);
    assertThat(envelope().get("datacontenttype").textValue()).isEqualTo("application/json");
  }

  @Test
  void whatIsNotJsonStandsThereInBase64() throws Exception {
    List<byte[]> bodies =
        List.of(
            utf8("<issue/>"),
            utf8("{\"a\":1} x"),
            utf8("{\"a\":"),
            utf8("\ufeff{}"),
            new byte[0],
            new byte[] {'"', (byte) 0xff, '"'},
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
    for (byte[] body : bodies) {
      Message other = event();
      other.setBody(body);

      CloudEventMessage.wrap(other, ContentMode.STRUCTURED);

      CloudEvent event = read(other);
      assertThat(data(event)).isEqualTo(body);
      assertThat(event.getDataContentType()).isEqualTo("application/octet-stream");
      assertThat(new ObjectMapper().readTree(other.getBody(byte[].class)).has("data_base64"))
          .isTrue();
    }
  }

  @Test
  void theTypeOfABodyThatARouteMadeIsTheOneThatItSaid() throws Exception {
    message.setBody(utf8("<issue/>"));
    message.setHeader("content-type", "application/xml");

    CloudEvent event = wrapped(ContentMode.STRUCTURED);

    assertThat(event.getDataContentType()).isEqualTo("application/xml");
    assertThat(data(event)).asString().isEqualTo("<issue/>");
    assertThat(message.getHeader("Content-Type")).isEqualTo("application/cloudevents+json");
  }

  @Test
  void aBodyThatIsCalledJsonAndIsNoneDoesNotBreakTheEnvelope() throws Exception {
    message.setBody(utf8("nothing, \"id\":\"forged\""));
    message.setHeader("Content-Type", "application/json");

    CloudEvent event = wrapped(ContentMode.STRUCTURED);

    assertThat(event.getId()).isEqualTo("32369e4b");
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(data(event)).asString().isEqualTo("nothing, \"id\":\"forged\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentMode.class,
      names = {"STRUCTURED", "BINARY"})
  void theSubjectIsThatOfTheSignedBodyWhateverARouteMadeOfIt(ContentMode mode) throws Exception {
    message.getExchange().setProperty(ExchangeProperties.SIGNED_BODY, utf8(EVENT));
    message.setBody(utf8("{\"iTwinId\":\"another\"}"));

    CloudEvent event = wrapped(mode);

    assertThat(event.getSubject()).isEqualTo("ce40a55a");
    assertThat(data(event)).asString().isEqualTo("{\"iTwinId\":\"another\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"iTwinId\":null}",
        "{\"iTwinId\":7}",
        "{\"iTwinId\":\" \"}",
        "{\"iTwinId\":\"a\\nb\"}",
        "{\"iTwinId\":\"\\ud800\"}",
        "{\"content\":{\"iTwinId\":\"inner\"}}",
        "[\"iTwinId\",\"x\"]"
      })
  void aSubjectThatIsNoneIsLeftOut(String body) throws Exception {
    message.setBody(utf8(body));

    assertThat(wrapped(ContentMode.STRUCTURED).getSubject()).isNull();
  }

  @Test
  void aHeaderOfHttpCarriesAnyTextAndOneOfKafkaAsItIs() throws Exception {
    message.setHeader("ce-subject", "100% \"Brücke\" \ud83d\ude00");

    CloudEventMessage.wrap(message, ContentMode.BINARY);

    assertThat(message.getHeader("ce-subject"))
        .isEqualTo("100%25%20%22Br%C3%BCcke%22%20%F0%9F%98%80");
    CloudEventMessage.toKafka(message);
    assertThat(message.getHeader("ce_subject")).isEqualTo("100% \"Brücke\" \ud83d\ude00");
    assertThat(Set.copyOf(message.getHeaders().keySet()))
        .contains("content-type")
        .noneMatch(name -> name.startsWith("ce-"));
  }

  @Test
  void anEnvelopeSaysWhatItIsUnderTheNameOfKafka() throws Exception {
    CloudEventMessage.wrap(message, ContentMode.STRUCTURED);
    CloudEventMessage.toKafka(message);

    // As a set of its own: the one of Camel finds names in any letter case.
    assertThat(Set.copyOf(message.getHeaders().keySet()))
        .contains("content-type")
        .doesNotContain("Content-Type");
    assertThat(message.getHeader("content-type")).isEqualTo("application/cloudevents+json");
  }

  @Test
  void theHeadersOfKafkaAreTheSameByTheStepAndByRenaming() throws Exception {
    Message renamed = event();
    CloudEventMessage.wrap(renamed, ContentMode.BINARY);
    CloudEventMessage.toKafka(renamed);

    CloudEventMessage.wrap(message, ContentMode.KAFKA_BINARY);

    assertThat(new HashMap<>(message.getHeaders())).isEqualTo(new HashMap<>(renamed.getHeaders()));
    assertThat(message.getHeader("ce_type")).isEqualTo("iModels.iModelDeleted.v1");
  }

  @Test
  void aMessageThatIsNoCloudEventKeepsItsHeadersForKafka() {
    message.setHeader("Content-Type", "application/xml");
    message.setHeader("ce-something", "%41");

    CloudEventMessage.toKafka(message);

    assertThat(message.getHeaders())
        .containsEntry("Content-Type", "application/xml")
        .containsEntry("ce-something", "%41");
    assertThat(Set.copyOf(message.getHeaders().keySet())).contains("Content-Type");
  }

  @Test
  void whatARouteSetReplacesTheValuesAndAddsExtensions() throws Exception {
    message.setHeader("ce-source", "https://example.com/a");
    message.setHeader("ce-type", "com.example.deleted");
    message.setHeader("CE-Subject", "mine");
    message.setHeader("ce-time", "2020-01-01T00:00:00Z");
    message.setHeader("ce-dataschema", "https://example.com/schema.json");
    message.setHeader("ce-priority", 7);
    message.setHeader("ce-urgent", true);
    message.setHeader("ce-size", 1L << 40);
    message.setHeader("ce-nothing", null);

    CloudEvent event = wrapped(ContentMode.STRUCTURED);

    assertThat(event.getId()).isEqualTo("32369e4b");
    assertThat(event.getSource()).isEqualTo(URI.create("https://example.com/a"));
    assertThat(event.getType()).isEqualTo("com.example.deleted");
    assertThat(event.getSubject()).isEqualTo("mine");
    assertThat(event.getTime()).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(event.getDataSchema()).isEqualTo(URI.create("https://example.com/schema.json"));
    JsonNode envelope = envelope();
    assertThat(envelope.get("priority")).isEqualTo(new ObjectMapper().readTree("7"));
    assertThat(envelope.get("urgent").isBoolean()).isTrue();
    assertThat(envelope.get("size").textValue())
        .as("an Integer of CloudEvents has 32 bits")
        .isEqualTo("1099511627776");
    assertThat(envelope.has("nothing")).isFalse();
    assertThat(message.getHeaders().keySet()).noneMatch(name -> name.startsWith("ce-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ce-id", "ce-data", "ce-datacontenttype", "ce-two-words", "ce-time", "ce-source"})
  void aHeaderThatIsNoAttributeIsRefusedByItsName(String header) {
    message.setHeader(header, "not a time or URI");

    assertThatThrownBy(() -> CloudEventMessage.wrap(message, ContentMode.BINARY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a route set header " + header + ", which is no attribute");
  }

  @ParameterizedTest
  @EnumSource(ContentMode.class)
  void whatIsACloudEventAlreadyIsNotWrappedAgain(ContentMode first) throws Exception {
    CloudEventMessage.wrap(message, first);
    Object body = message.getBody();
    Map<String, Object> headers = new HashMap<>(message.getHeaders());

    for (ContentMode second : ContentMode.values()) {
      CloudEventMessage.wrap(message, second);
    }

    assertThat(message.getBody()).isSameAs(body);
    assertThat(new HashMap<>(message.getHeaders())).isEqualTo(headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {EventHeaders.SOURCE, EventHeaders.EVENT_ID, EventHeaders.EVENT_TYPE})
  void withoutAnEventThereIsNoCloudEvent(String header) {
    message.setHeader(header, null);

    assertThatThrownBy(() -> CloudEventMessage.wrap(message, ContentMode.STRUCTURED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header " + header + " is not set");
  }

  @Test
  void aBodyThatCannotBecomeBytesIsAConversionThatFailed() {
    message.setBody(null);

    assertThatThrownBy(() -> CloudEventMessage.wrap(message, ContentMode.STRUCTURED))
        .isInstanceOf(InvalidPayloadException.class);
  }

  private CloudEvent wrapped(ContentMode mode) throws Exception {
    CloudEventMessage.wrap(message, mode);
    return read(message);
  }

  private JsonNode envelope() throws IOException {
    return new ObjectMapper().readTree(message.getBody(byte[].class));
  }

  private static CloudEvent read(Message message) {
    Map<String, String> headers = new HashMap<>();
    message.getHeaders().forEach((name, value) -> headers.put(name, text(value)));
    headers.values().removeIf(Objects::isNull);
    MessageReader reader = HttpMessageFactory.createReader(headers, message.getBody(byte[].class));
    return reader.toEvent();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static byte[] data(CloudEvent event) {
    return Objects.requireNonNull(event.getData()).toBytes();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
