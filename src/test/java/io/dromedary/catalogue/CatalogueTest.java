package io.dromedary.catalogue;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.EventPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final Catalogue SHIPPED = Catalogue.shipped();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void everySystemHasItsNumberOfEntries() {
    assertThat(
            SHIPPED.entries().stream()
                .filter(entry -> entry.certainty() != Certainty.LISTED)
                .collect(groupingBy(EventEntry::system, counting())))
        .isEqualTo(
            Map.of(
                "autodesk.construction.bc", 6L,
                "autodesk.construction.issues", 7L,
                "autodesk.construction.reviews", 2L,
                "adsk.tandem", 4L,
                "adsk.upchain.live", 2L,
                "adsk.upchain.eap", 2L,
                // Webhooks V1
                "iModels", 5L));
    assertThat(SHIPPED.listed()).hasSize(120);
    assertThat(SHIPPED.entries()).extracting(EventEntry::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "itwin, iTwins, iTwins.iTwinCreated.v1",
    "itwin, , iTwins.iTwinCreated.v1",
    "aps, data, dm.version.added",
    "aps, autodesk.construction.bc, bid.created",
    "aps, autodesk.construction.bc, bid.created-1.0",
    "aps, adsk.upchain.eap, item.created"
  })
  void aTypeOfTheCatalogueIsFoundExactly(String source, @Nullable String system, String type) {
    assertThat(SHIPPED.find(source, system, type))
        .isInstanceOfSatisfying(
            Known.Exactly.class,
            known -> {
              assertThat(known.entry().type()).isEqualTo(type);
              assertThat(known.entry().system()).startsWith(system == null ? "iTwins" : system);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "itwin, changedElements, changedElements.jobCompleted.v3, changedElements.jobCompleted.v2",
    "itwin, , iTwins.iTwinCreated.v10, iTwins.iTwinCreated.v1",
    "aps, autodesk.construction.cost, budget.created-2.0, budget.created-1.0",
    "aps, autodesk.construction.cost, budget.created-1.0.1, budget.created-1.0",
    "aps, autodesk.construction.cost, budget.created-1.10, budget.created-1.0",
    "aps, autodesk.construction.bc, bid.created-1.1, bid.created-1.0",
    "aps, data, dm.version.added-1.0, dm.version.added"
  })
  void aLaterVersionIsKnownByItsName(
      String source, @Nullable String system, String type, String latest) {
    assertThat(SHIPPED.find(source, system, type))
        .isInstanceOfSatisfying(
            Known.NewerVersion.class, known -> assertThat(known.entry().type()).isEqualTo(latest));
  }

  @ParameterizedTest
  @CsvSource({
    "itwin, iTwins, iTwins.iTwinArchived.v1",
    "itwin, iTwins, iTwins.iTwinCreated.v0",
    "itwin, iTwins, iTwins.iTwinCreated.v01",
    "itwin, iModels, iTwins.iTwinCreated.v1",
    "itwin, iTwins, iTwins.itwincreated.v1",
    "aps, iTwins, iTwins.iTwinCreated.v1",
    "aps, data, item.created",
    "aps, autodesk.construction.issues, attachment.-1.0",
    "itwin, iTwins, iTwins.iTwinCreated.v99999999999999999999",
    "itwin, iTwins, ''",
    "itwin, iTwins, "
  })
  void whatTheCatalogueDoesNotHaveIsElsewhere(String source, String system, @Nullable String type) {
    assertThat(SHIPPED.find(source, system, type)).isEqualTo(new Known.Elsewhere());
  }

  @Test
  void anEntryWithAStarStandsForTypesThatAreNotNamed() {
    Known known = SHIPPED.find("aps", "autodesk.construction.issues", "attachment.added-1.0");

    assertThat(known)
        .isInstanceOfSatisfying(
            Known.Exactly.class,
            found -> {
              assertThat(found.entry().type()).isEqualTo("attachment.*-1.0");
              assertThat(found.entry().isFamily()).isTrue();
              assertThat(found.entry().certainty()).isEqualTo(Certainty.THIRD_PARTY);
            });
    assertThat(SHIPPED.find("itwin", null, "attachment.added-1.0"))
        .isInstanceOf(Known.Elsewhere.class);
  }

  @Test
  void aTypeOfTwoSystemsIsFoundInBoth() {
    assertThat(SHIPPED.findAll(null, null, "item.created"))
        .extracting(known -> ((Known.Exactly) known).entry().system())
        .containsExactly("adsk.upchain.live", "adsk.upchain.eap");
    assertThat(SHIPPED.findAll(null, "adsk.upchain.eap", "item.created")).hasSize(1);
    assertThat(SHIPPED.findAll("itwin", null, "item.created")).isEmpty();
    assertThat(SHIPPED.findAll(null, null, "item.created-2.0"))
        .hasSize(2)
        .allSatisfy(known -> assertThat(known).isInstanceOf(Known.NewerVersion.class));
  }

  @Test
  void aPatternChoosesAmongAllSystemsOrWithinOne() {
    assertThat(types(null, "data/dm.*.modified"))
        .containsExactly("dm.version.modified", "dm.folder.modified");
    assertThat(types("itwin", "*.jobCompleted.v2"))
        .containsExactly("changedElements.jobCompleted.v2", "realityModeling.jobCompleted.v2");
    assertThat(types("itwin", "dm.*")).isEmpty();
    assertThat(types(null, "*")).hasSize(SHIPPED.entries().size());
  }

  private static List<String> types(@Nullable String source, String pattern) {
    return SHIPPED.matching(source, EventPattern.parse(pattern)).stream()
        .map(EventEntry::type)
        .toList();
  }

  @Test
  void anEntryOfAUserIsAddedOrTakesThePlaceOfOneThatWasThere() throws Exception {
    Catalogue catalogue =
        read(
            """
            sources:
              - source: itwin
                systems:
                  - system: iTwins
                    events:
                      - type: iTwins.iTwinCreated.v1
                        description: Ours.
                        sample: { "iTwinClass": "Endeavor" }
                      - type: iTwins.iTwinArchived.v1
                        description: New.
                        sample: {}
              - source: billing
                systems:
                  - system: invoice
                    events:
                      - type: invoice.paid
                        description: Paid.
                        sample: { "type": "${type}", "number": 7 }
            """);

    assertThat(catalogue.entries()).hasSize(SHIPPED.entries().size() + 2);
    EventEntry replaced = exactly(catalogue, "itwin", "iTwins.iTwinCreated.v1");
    assertThat(replaced.description()).isEqualTo("Ours.");
    assertThat(replaced.certainty()).isEqualTo(Certainty.OWN);
    assertThat(replaced.fields()).isEmpty();
    assertThat(replaced.sample().example())
        .contains("\"content\":{\"iTwinClass\":\"Endeavor\"}", "\"webhookId\":");
    EventEntry own = exactly(catalogue, "billing", "invoice.paid");
    assertThat(own.domain()).isEqualTo("invoice");
    assertThat(own.sample().example()).isEqualTo("{\"type\":\"invoice.paid\",\"number\":7}");
    assertThat(catalogue.titleOf("itwin")).isEqualTo(SHIPPED.titleOf("itwin"));
    assertThat(catalogue.titleOf("billing", "invoice")).isEqualTo("invoice");
  }

  @Test
  void anEntryOfAUserCanUseTheFieldsAndDocumentsOfTheSource() throws Exception {
    Catalogue catalogue =
        read(
            """
            sources:
              - source: aps
                systems:
                  - system: adsk.c4r
                    events:
                      - type: model.archive
                        description: A model is archived.
                        document: [events, "https://wiki.example.com/c4r"]
                        include: [model]
                        envelope: { "hook": { "tenant": "t", "status": null } }
                        sample: { "state": "ARCHIVED" }
            """);

    EventEntry entry = exactly(catalogue, "aps", "model.archive");
    assertThat(entry.domain()).isEqualTo("c4r");
    assertThat(entry.fields()).extracting(EventField::path).containsExactly("state", "projectId");
    assertThat(entry.documents())
        .containsExactly(
            exactly(SHIPPED, "aps", "model.sync").documents().get(0),
            new Document("https://wiki.example.com/c4r", "https://wiki.example.com/c4r"));
    assertThat(entry.sample().template())
        .contains("\"event\":\"model.archive\"", "\"tenant\":\"t\"", "\"system\":\"adsk.c4r\"")
        .doesNotContain("\"status\"", "resourceUrn");
  }

  private static EventEntry exactly(Catalogue catalogue, String source, String type) {
    return ((Known.Exactly) catalogue.find(source, null, type)).entry();
  }

  private Catalogue read(String yaml) throws IOException, CatalogueException {
    return Catalogue.read(Files.writeString(folder.resolve("events.yaml"), yaml));
  }
}
