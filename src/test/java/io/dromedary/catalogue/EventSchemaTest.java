package io.dromedary.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dromedary.catalogue.Known.Exactly;
import io.dromedary.event.EventTimes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventSchemaTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema DIALECT =
      REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

  static List<EventEntry> entries() {
    return Catalogue.shipped().entries();
  }

  static List<Path> printed() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/seeds"))) {
      return files.filter(file -> !file.toString().contains("skeleton")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aSchemaIsOne(EventEntry entry) {
    assertThat(DIALECT.validate(EventSchema.of(entry))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aSampleIsValid(EventEntry entry) {
    byte[] body = entry.body(new Random(3), Instant.parse("2026-03-04T15:06:07.089Z"));

    assertThat(mistakes(entry, new String(body, StandardCharsets.UTF_8))).isEmpty();
    assertThat(mistakes(entry, entry.sample().example())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("printed")
  void whatTheProviderPrintsIsValid(Path file) throws IOException {
    String body = Files.readString(file);
    JsonNode type = new ObjectMapper().readTree(body).get("eventType");
    Known known = Catalogue.shipped().find("itwin", null, type.asText());

    assertThat(known).isInstanceOf(Exactly.class);
    assertThat(mistakes(((Exactly) known).entry(), body)).isEmpty();
  }

  @Test
  void thereAreFortyFourExamples() throws IOException {
    assertThat(printed()).hasSize(44);
  }

  @Test
  void whatTheProviderDocumentsAsAlwaysThereMustBeThere() throws IOException {
    assertThat(mistakes(changed("iTwins.iTwinCreated.v1", c -> c.remove("parentId"))))
        .singleElement()
        .asString()
        .contains("/content", "parentId");
    assertThat(mistakes(changed("iTwins.iTwinCreated.v1", c -> c.put("iTwinClass", 7)))).hasSize(1);
    assertThat(mistakes(changedEnvelope("iTwins.iTwinCreated.v1", e -> e.remove("messageId"))))
        .hasSize(1);
    assertThat(mistakes(changedEnvelope("iTwins.iTwinCreated.v1", e -> e.put("content", "none"))))
        .hasSize(1);
  }

  @Test
  void aBodyOfAnotherTypeIsNotValid() throws IOException {
    assertThat(
            mistakes(
                changedEnvelope(
                    "iTwins.iTwinCreated.v1", e -> e.put("eventType", "iTwins.iTwinDeleted.v1"))))
        .singleElement()
        .asString()
        .contains("/eventType");
  }

  @Test
  void keysThatNobodyKnowsAreTaken() throws IOException {
    assertThat(mistakes(changed("iTwins.iTwinCreated.v1", c -> c.putObject("further")))).isEmpty();
    assertThat(
            mistakes(
                changedEnvelope(
                    "iTwins.iTwinCreated.v1", e -> e.put("Base Event eventType", "undefined"))))
        .isEmpty();
    assertThat(mistakes(changed("dm.version.added", c -> c.put("further", 1)))).isEmpty();
  }

  @Test
  void aBooleanMayBeWrittenAsAText() throws IOException {
    String type = "changedElements.jobCompleted.v1";
    for (String text : List.of("true", "false", "True")) {
      assertThat(mistakes(changed(type, c -> c.put("jobSucceeded", text)))).as(text).isEmpty();
    }
    assertThat(mistakes(changed(type, c -> c.put("jobSucceeded", false)))).isEmpty();
    assertThat(mistakes(changed(type, c -> c.put("jobSucceeded", "perhaps")))).hasSize(1);
    assertThat(mistakes(changed(type, c -> c.put("jobSucceeded", 1)))).hasSize(1);
  }

  @Test
  void anIndexIsATextAndMayBeANumber() throws IOException {
    String type = "iModels.changesReady.v1";
    assertThat(mistakes(changed(type, c -> c.put("changesetIndex", "12")))).isEmpty();
    assertThat(mistakes(changed(type, c -> c.put("changesetIndex", 12)))).isEmpty();
    assertThat(mistakes(changed(type, c -> c.put("changesetIndex", true)))).hasSize(1);
  }

  @Test
  void anIdOfAnIModelIsTakenInEitherSpelling() throws IOException {
    for (String type : List.of("iModels.changesReady.v1", "export.jobCompleted.v1")) {
      assertThat(mistakes(respelled(type, "imodelId"))).as(type).isEmpty();
      assertThat(mistakes(respelled(type, "iModelId"))).as(type).isEmpty();
      assertThat(mistakes(respelled(type, "modelId"))).as(type).isNotEmpty();
    }
  }

  private static Body respelled(String type, String name) throws IOException {
    return changed(
        type,
        content -> {
          content.remove(List.of("imodelId", "iModelId"));
          content.put(name, "72640bf2-2173-4276-b896-c157bee0df76");
        });
  }

  @Test
  void onlyWhatMayBeNullMayBeNull() throws IOException {
    String type = "forms.formCreated.v1";
    assertThat(mistakes(changed(type, c -> c.putNull("sourceEntityId")))).isEmpty();
    assertThat(mistakes(changed(type, c -> c.putNull("formId")))).hasSize(1);
    assertThat(mistakes(changed(type, c -> c.remove("sourceEntityId")))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11/3/2023 8:07:01 PM",
        "11/3/2023 8:07:01\u202fPM",
        "2023-11-03T20:07:01.463Z",
        "2023-11-03T20:07:01Z",
        "2017-09-22T02:38:32.341+0000",
        "2025-04-20T12:02:16.598+00:00",
        "2023-11-03T20:07:01.1234567",
        "1699042021000"
      })
  void eachFormOfADateThatIsReadIsTaken(String date) throws IOException {
    assertThat(EventTimes.parse(date, ZoneOffset.UTC)).as("it is read").isNotNull();
    assertThat(
            mistakes(
                changedEnvelope("iTwins.iTwinCreated.v1", e -> e.put("enqueuedDateTime", date))))
        .isEmpty();
  }

  @Test
  void aDateOfNoKnownFormIsAMistake() throws IOException {
    for (String date : List.of("yesterday", "3.11.2023 20:07", "2023-11-03", "", "169904202")) {
      assertThat(
              mistakes(
                  changedEnvelope("iTwins.iTwinCreated.v1", e -> e.put("enqueuedDateTime", date))))
          .as(date)
          .isNotEmpty();
    }
    assertThat(mistakes(changed("extraction.finished", c -> c.put("TimeStamp", 1699042021000L))))
        .isEmpty();
    assertThat(mistakes(changed("extraction.finished", c -> c.put("TimeStamp", 1.5)))).isNotEmpty();
  }

  @Test
  void jsonMayBeWrittenAsAText() throws IOException {
    assertThat(
            EventSchema.of(entry("dm.version.modified"))
                .at("/$defs/content/properties/modification_flags/contentMediaType")
                .asText())
        .isEqualTo("application/json");
    assertThat(
            mistakes(changed("dm.version.modified", c -> c.put("modification_flags", "{\"a\":1}"))))
        .isEmpty();
    assertThat(mistakes(changed("dm.version.modified", c -> c.putObject("modification_flags"))))
        .isEmpty();
    assertThat(mistakes(changed("dm.version.modified", c -> c.put("modification_flags", 3))))
        .isNotEmpty();
  }

  @Test
  void fieldsOfListsAndOfObjectsAreChecked() throws IOException {
    assertThat(
            mistakes(
                changed(
                    "dm.version.added",
                    c -> ((ObjectNode) c.path("ancestors").path(0)).put("urn", 7))))
        .isNotEmpty();
    assertThat(mistakes(changed("dm.version.added", c -> c.putObject("user_info").put("id", 7))))
        .isNotEmpty();
    assertThat(mistakes(changed("dm.version.added", c -> c.put("ancestors", "none")))).isNotEmpty();
  }

  @Test
  void theEnvelopeOfApsMayLackWhatOlderExamplesLack() throws IOException {
    assertThat(
            mistakes(
                changedEnvelope(
                    "dm.version.added",
                    e -> e.putObject("hook").put("hookid", "1fcd3e30").putNull("hookExpiry"))))
        .isEmpty();
    assertThat(mistakes(changedEnvelope("dm.version.added", e -> e.remove("hook")))).isEmpty();
    assertThat(
            mistakes(
                changedEnvelope(
                    "dm.version.added", e -> ((ObjectNode) e.get("hook")).put("hookID", 7))))
        .isNotEmpty();
    assertThat(mistakes(changedEnvelope("dm.version.added", e -> e.remove("payload"))))
        .isNotEmpty();
  }

  @Test
  void thePayloadOfApsMayComeAlone() throws IOException {
    Body whole = changed("dm.version.added", c -> {});
    ObjectNode payload = (ObjectNode) whole.tree().get("payload");

    assertThat(mistakes(new Body(whole.entry(), payload))).isEmpty();
    assertThat(mistakes(new Body(whole.entry(), payload.put("ext", 7)))).isNotEmpty();
  }

  @Test
  void anEventWithoutAnEnvelopeIsItsWholeBody(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("events.yaml");
    Files.writeString(
        file,
        """
        sources:
          - source: billing
            systems:
              - system: invoice
                events:
                  - type: invoice.paid
                    description: Paid.
                    fields:
                      - { path: type, type: string, equals: "${type}", meaning: Type. }
                      - { path: lines, type: array, meaning: Lines. }
                      - { path: "lines[].price.amount", type: number, meaning: Price. }
                      - { path: customer.id, type: string, meaning: Customer. }
                      - { path: customer.name, type: string, optional: true, meaning: Customer. }
                      - { path: agent.id, type: string, optional: true, meaning: Agent. }
                      - { path: note.text, type: string, meaning: Note. }
                      - { path: seller, type: object, optional: true, meaning: Seller. }
                      - { path: seller.address, type: object, optional: true, meaning: Address. }
                      - { path: seller.address.city, type: string, meaning: City. }
                      - { path: note, type: object, optional: true, meaning: Note. }
                    sample:
                      { "type": "${type}", "customer": { "id": "a" }, "lines": [{ "price": { "amount": 1 } }] }
        """);
    EventEntry entry =
        ((Exactly) Catalogue.read(file).find("billing", "invoice", "invoice.paid")).entry();

    assertThat(mistakes(entry, entry.sample().example())).isEmpty();
    assertThat(mistakes(entry, entry.sample().example().replace("{\"id\":\"a\"}", "{}")))
        .hasSize(1);
    String seller = entry.sample().example().replaceFirst("[{]", "{\"seller\":{},");
    assertThat(mistakes(entry, seller)).isEmpty();
    for (String body :
        List.of(
            "{'type':'invoice.sent','customer':{'id':'a'},'lines':[]}",
            "{'type':'invoice.paid','customer':{'id':'a'},'lines':[{'price':{}}]}",
            "{'type':'invoice.paid','customer':{'id':'a'},'lines':[{}]}",
            "{'type':'invoice.paid','customer':{'id':'a'},'lines':[7]}",
            "{'type':'invoice.paid','customer':{},'lines':[]}",
            "{'type':'invoice.paid','customer':7,'lines':[]}",
            "{'type':'invoice.paid','lines':[]}",
            "{'type':'invoice.paid','customer':{'id':'a'},'note':{},'lines':[]}",
            "{'type':'invoice.paid','customer':{'id':'a'},'agent':7,'lines':[]}")) {
      assertThat(mistakes(entry, body.replace('\'', '"'))).as(body).hasSize(1);
    }
  }

  @Test
  void noTwoSchemasHaveOneNameOrOneFile() {
    assertThat(entries()).extracting(EventSchema::path).doesNotHaveDuplicates();
    assertThat(entries())
        .extracting(entry -> EventSchema.of(entry).get("$id").asText())
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(URI.create(id).isAbsolute()).isTrue());
    assertThat(EventSchema.path(entry("iTwins.iTwinCreated.v1")))
        .isEqualTo("itwin/iTwins/iTwins.iTwinCreated.v1.schema.json");
    assertThat(entries())
        .extracting(EventSchema::path)
        .allSatisfy(path -> assertThat(path).matches("[A-Za-z0-9._/-]+"));
  }

  /** A body and the entry that it is of. */
  private record Body(EventEntry entry, ObjectNode tree) {}

  private static EventEntry entry(String type) {
    return entries().stream().filter(one -> one.type().equals(type)).findFirst().orElseThrow();
  }

  private static Body changedEnvelope(String type, Consumer<ObjectNode> change) throws IOException {
    EventEntry entry = entry(type);
    ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(entry.sample().example());
    change.accept(tree);
    return new Body(entry, tree);
  }

  private static Body changed(String type, Consumer<ObjectNode> change) throws IOException {
    return changedEnvelope(
        type, tree -> change.accept((ObjectNode) tree.get(entry(type).envelope().content())));
  }

  private static List<?> mistakes(Body body) {
    return mistakes(body.entry(), body.tree().toString());
  }

  private static List<?> mistakes(EventEntry entry, String body) {
    return REGISTRY.getSchema(EventSchema.of(entry)).validate(body, InputFormat.JSON);
  }
}
