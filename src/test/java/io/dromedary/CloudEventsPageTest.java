package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.dromedary.Readme.Example;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/cloudevents.md shows is true: its examples are run as they stand there, and what comes
 * out is read with the CloudEvents project's own readers.
 */
class CloudEventsPageTest {
  private static final String PAGE = "docs/cloudevents.md";
  private static final String SECRET = "a-secret-of-the-tests-with-more-than-32-characters";
  private static final Map<String, String> SECRETS =
      Map.of("ITWIN_SECRET", SECRET, "APS_SECRET", SECRET);
  private static final String ITWIN = "ce40a55a-6954-4de3-85c7-f796c3e423d9";

  @SuppressWarnings("NullAway.Init") // by startBroker
  private static KafkaBroker broker;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void aTargetThatAsksForItGetsCloudEventsOverHttpAndOverKafka() throws Exception {
    String event =
        """
        {"content":{"userId":"e5c7ae4f","size":1.00},"eventType":"iModels.iModelDeleted.v1",\
        "iTwinId":"%s","messageId":"32369e4b","webhookId":"7da4ba7e",\
        "enqueuedDateTime":"11/3/2023 8:07:01 PM"}"""
            .formatted(ITWIN);
    try (Receiver partner = new Receiver();
        ExampleRuntime runtime = start(yaml("A target"), partner)) {
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      Receiver.Request request = only(partner);
      assertThat(request.header("Content-type")).isEqualTo("application/cloudevents+json");
      assertThat(request.header("Idempotency-key")).isEqualTo("itwin:32369e4b");
      assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Ce-"));
      assertThat(request.body()).as("the data as it was signed").contains("\"data\":" + event);
      CloudEvent structured = read(request);
      assertIsTheDeletedModel(structured);
      assertThat(new ObjectMapper().readTree(bytes(structured)))
          .isEqualTo(new ObjectMapper().readTree(event));

      ConsumerRecord<String, byte[]> record = only("dromedary.itwin.iModels");
      assertThat(record.key()).isEqualTo("itwin:32369e4b");
      assertThat(record.value()).asString().isEqualTo(event);
      assertThat(names(record)).contains("ce_id", "ce_specversion", "content-type");
      assertThat(names(record)).noneMatch(name -> name.startsWith("ce-"));
      assertThat(names(record)).doesNotContain("Content-Type");
      MessageReader reader = KafkaMessageFactory.createReader(record);
      assertThat(reader.getEncoding()).isEqualTo(Encoding.BINARY);
      CloudEvent binary = reader.toEvent();
      assertIsTheDeletedModel(binary);
      assertThat(bytes(binary)).asString().isEqualTo(event);

      assertThat(runtime.archive())
          .as("a target that did not ask")
          .containsExactly("32369e4b.json");
    }
  }

  @Test
  void eitherModeIsUnderstoodOverEitherProtocol() throws Exception {
    List<Example> swapped =
        yaml("A target").stream()
            .map(
                example ->
                    new Example(
                        example.page(),
                        example.section(),
                        example.language(),
                        example.text().contains("structured")
                            ? example.text().replace("structured", "binary")
                            : example.text().replace("binary", "structured"),
                        example.line()))
            .toList();
    String event = itwinEvent("iTwins.iTwinDeleted.v1", "Brücke 7 %");
    try (Receiver partner = new Receiver();
        ExampleRuntime runtime = start(swapped, partner)) {
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      Receiver.Request request = only(partner);
      assertThat(request.header("Content-type")).isEqualTo("application/json");
      assertThat(request.body()).isEqualTo(event);
      CloudEvent binary =
          HttpMessageFactory.createReaderFromMultimap(
                  request.headers(), request.body().getBytes(StandardCharsets.UTF_8))
              .toEvent();
      assertThat(binary.getId()).as("not undone by this reader").isEqualTo("Br%C3%BCcke%207%20%25");

      ConsumerRecord<String, byte[]> record = only("dromedary.itwin.iTwins");
      assertThat(names(record)).contains("content-type").noneMatch(name -> name.startsWith("ce"));
      MessageReader reader = KafkaMessageFactory.createReader(record);
      assertThat(reader.getEncoding()).isEqualTo(Encoding.STRUCTURED);
      CloudEvent structured = reader.toEvent();
      assertThat(structured.getId()).isEqualTo("Brücke 7 %");
      for (CloudEvent seen : List.of(binary, structured)) {
        assertThat(seen.getType()).isEqualTo("iTwins.iTwinDeleted.v1");
        assertThat(seen.getSubject()).isEqualTo(ITWIN);
      }
    }
  }

  private static void assertIsTheDeletedModel(CloudEvent event) {
    assertThat(event.getId()).isEqualTo("32369e4b");
    assertThat(event.getSource()).isEqualTo(URI.create("/itwin/iModels"));
    assertThat(event.getType()).isEqualTo("iModels.iModelDeleted.v1");
    assertThat(event.getSubject()).isEqualTo(ITWIN);
    assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2023-11-03T20:07:01Z"));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getDataSchema()).isNull();
    assertThat(event.getExtension("domain")).isEqualTo("iModels");
    assertThat(event.getExtension("subscription")).isEqualTo("7da4ba7e");
    assertThat(event.getExtensionNames())
        .containsExactlyInAnyOrder("domain", "subscription", "receivedat");
  }

  @Test
  void anEventOfApsIsAboutItsResourceAndHasTheTimeOfItsReceipt() throws Exception {
    String event =
        """
        {"version":"1.0","resourceUrn":"urn:adsk.wipprod:fs.file:vf.x?version=1",\
        "hook":{"system":"data","event":"dm.version.added","hookId":"1fcd3e30"},\
        "payload":{"version":"1","ancestors":[{"urn":"urn:x","name":"Brücke"}]}}""";
    try (Receiver partner = new Receiver();
        ExampleRuntime runtime = start(yaml("A target"), partner)) {
      assertThat(runtime.post("/callbacks/aps", event, aps(event))).isEqualTo(200);

      CloudEvent seen = read(only(partner));
      assertThat(seen.getSource()).isEqualTo(URI.create("/aps/data"));
      assertThat(seen.getType()).isEqualTo("dm.version.added");
      assertThat(seen.getSubject()).isEqualTo("urn:adsk.wipprod:fs.file:vf.x?version=1");
      assertThat(seen.getTime())
          .isEqualTo(OffsetDateTime.parse(String.valueOf(seen.getExtension("receivedat"))));
      assertThat(new String(bytes(seen), StandardCharsets.UTF_8)).contains("Brücke");
    }
  }

  @Test
  void headersOfARouteBecomeAttributesInEitherMode() throws Exception {
    List<Example> examples = new ArrayList<>(yaml("A target"));
    examples.addAll(yaml("Attributes of your own"));
    String event = itwinEvent("forms.formCreated.v1", "form");
    try (Receiver partner = new Receiver();
        ExampleRuntime runtime = start(examples, partner)) {
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      CloudEvent structured = read(only(partner));
      CloudEvent binary = KafkaMessageFactory.createReader(only("dromedary.itwin.forms")).toEvent();
      for (CloudEvent seen : List.of(structured, binary)) {
        assertThat(seen.getSource())
            .isEqualTo(URI.create("https://dromedary.example.com/itwin/forms"));
        assertThat(seen.getExtension("plant")).isEqualTo("north");
        assertThat(seen.getId()).isEqualTo("form");
      }
      assertThat(partner.requests().get(0).headers()).doesNotContainKeys("Ce-plant", "Ce-source");
    }
  }

  @Test
  void theStepOfARouteMakesRecordsThatReadersOfKafkaUnderstand() throws Exception {
    List<Example> examples = new ArrayList<>(yaml("A step of a route"));
    examples.add(
        new Example(
            PAGE,
            "A step of a route",
            "yaml",
            """
            # routes/domains/itwin/issues.camel.yaml
            - route:
                id: itwin-issues
                from:
                  uri: direct:itwin-issues
                  steps:
                    - to:
                        uri: delivery:stream
            """,
            0));
    String event = itwinEvent("issues.issueCreated.v1", "issue");
    try (Receiver partner = new Receiver();
        ExampleRuntime runtime = start(examples, partner)) {
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      ConsumerRecord<String, byte[]> record = only("events");
      assertThat(record.key()).isEqualTo("itwin:issue");
      CloudEvent seen = KafkaMessageFactory.createReader(record).toEvent();
      assertThat(seen.getType()).isEqualTo("issues.issueCreated.v1");
      assertThat(seen.getSubject()).isEqualTo(ITWIN);
      assertThat(bytes(seen)).asString().isEqualTo(event);
    }
  }

  // The page itself

  @Test
  void everyRouteExampleIsRunByATestAbove() throws IOException {
    assertThat(
            Readme.page(PAGE).examples("yaml").stream()
                .map(Example::section)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("A target", "Attributes of your own", "A step of a route");
  }

  @Test
  void theEnvelopeThatIsShownIsACloudEventWithTheAttributesOfTheTable() throws IOException {
    String shown = Readme.page(PAGE).examples("http").get(0).text();
    JsonNode envelope = new ObjectMapper().readTree(shown.substring(shown.indexOf("\n\n")));
    CloudEvent event =
        new JsonFormat().deserialize(envelope.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(event.getSubject()).isEqualTo(envelope.at("/data/iTwinId").textValue());
    assertThat(event.getExtensionNames())
        .containsExactlyInAnyOrder("domain", "subscription", "receivedat");
    String page = Readme.page(PAGE).text();
    assertThat(event.getAttributeNames()).allMatch(name -> page.contains("\n| `" + name + "` |"));
  }

  // What the tests share

  private ExampleRuntime start(List<Example> examples, Receiver partner) throws Exception {
    return ExampleRuntime.start(
        folder,
        examples,
        SECRETS,
        Map.of(
            "dromedary.target.partner.url", partner.url(),
            "dromedary.target.bus.brokers", broker.brokers(),
            "dromedary.target.stream.brokers", broker.brokers()));
  }

  private static List<Example> yaml(String section) throws IOException {
    return Readme.page(PAGE).examples(section, "yaml");
  }

  private static Receiver.Request only(Receiver partner) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(partner.requests()).hasSize(1));
    return partner.requests().get(0);
  }

  /** The last record of a topic that is there or will be. */
  private static ConsumerRecord<String, byte[]> only(String topic) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> broker.read(topic, 1), records -> !records.isEmpty())
        .get(0);
  }

  private static CloudEvent read(Receiver.Request request) {
    MessageReader reader =
        HttpMessageFactory.createReaderFromMultimap(
            request.headers(), request.body().getBytes(StandardCharsets.UTF_8));
    assertThat(reader.getEncoding()).isEqualTo(Encoding.STRUCTURED);
    return reader.toEvent();
  }

  private static byte[] bytes(CloudEvent event) {
    return Objects.requireNonNull(event.getData()).toBytes();
  }

  private static Set<String> names(ConsumerRecord<String, byte[]> record) {
    Set<String> names = new TreeSet<>();
    record.headers().forEach(header -> names.add(header.key()));
    return names;
  }

  private static String itwinEvent(String type, String messageId) {
    return """
        {"content":{"id":"1"},"eventType":"%s","iTwinId":"%s","messageId":"%s",\
        "webhookId":"7da4ba7e","enqueuedDateTime":"11/3/2023 8:07:01 PM"}"""
        .formatted(type, ITWIN, messageId);
  }

  private static Map<String, String> itwin(String body) throws Exception {
    return Map.of("Signature", "sha256=" + hex("HmacSHA256", body));
  }

  private static Map<String, String> aps(String body) throws Exception {
    return Map.of("x-adsk-signature", "sha1hash=" + hex("HmacSHA1", body));
  }

  private static String hex(String algorithm, String text) throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
