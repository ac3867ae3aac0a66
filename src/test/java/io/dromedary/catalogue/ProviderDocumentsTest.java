package io.dromedary.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.catalogue.ProviderDocument.Listed;
import io.dromedary.catalogue.ProviderDocument.Properties;
import io.dromedary.catalogue.ProviderDocument.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue has all that the pages of the providers say, and nothing that they do not. */
class ProviderDocumentsTest {
  private static final Catalogue CATALOGUE = Catalogue.shipped();
  private static final List<String> ITWIN_PAGES =
      List.of("itwin-events.txt", "itwin-synchronization-events.txt", "itwin-itwins-events.txt");

  static List<Properties> itwinEvents() throws IOException {
    List<Properties> events = new ArrayList<>();
    for (String page : ITWIN_PAGES) {
      ProviderDocument.properties(page).stream().filter(Properties::isEvent).forEach(events::add);
    }
    return events;
  }

  static List<Properties> itwinEnvelopes() throws IOException {
    List<Properties> envelopes = new ArrayList<>();
    for (String page : ITWIN_PAGES) {
      ProviderDocument.properties(page).stream()
          .filter(table -> !table.isEvent())
          .forEach(envelopes::add);
    }
    return envelopes;
  }

  static List<Listed> apsEvents() throws IOException {
    return ProviderDocument.listed();
  }

  private static EventEntry entry(String source, String system, String type) {
    Known known = CATALOGUE.find(source, system, type);
    assertThat(known).as("%s/%s", system, type).isInstanceOf(Known.Exactly.class);
    return ((Known.Exactly) known).entry();
  }

  @Test
  void thePagesAreReadWhole() throws IOException {
    assertThat(itwinEvents()).hasSize(43);
    assertThat(itwinEvents().stream().mapToInt(event -> event.rows().size()).sum()).isEqualTo(143);
    assertThat(itwinEnvelopes()).hasSize(3);
    assertThat(apsEvents()).hasSize(80);
  }

  @ParameterizedTest
  @MethodSource("itwinEvents")
  void anEntryHasTheDescriptionAndEveryFieldOfThePage(Properties event) throws IOException {
    String type = event.eventType();
    EventEntry entry = entry("itwin", type.substring(0, type.indexOf('.')), type);

    assertThat(entry.description()).isEqualTo(event.description().strip());
    assertThat(rows(entry.fields())).containsAll(event.rows());
  }

  @ParameterizedTest
  @MethodSource("itwinEnvelopes")
  void theEnvelopeHasEveryFieldOfThePage(Properties envelope) {
    List<Row> rows = rows(entry("itwin", "export", "export.jobCompleted.v1").envelope().fields());

    assertThat(rows)
        .filteredOn(row -> !row.name().equals("Base Event eventType"))
        .containsAll(envelope.rows().stream().filter(row -> !row.type().isEmpty()).toList());
    assertThat(rows)
        .extracting(Row::name, Row::meaning)
        .containsAll(
            envelope.rows().stream().map(row -> tuple(row.name(), row.meaning())).toList());
  }

  @Test
  void aFieldIsOptionalWhenOneOfThePagesDoesNotHaveIt() throws IOException {
    Map<String, Set<String>> always = new HashMap<>();
    for (Properties event : itwinEvents()) {
      Set<String> names = event.rows().stream().map(Row::name).collect(Collectors.toSet());
      always.merge(
          event.eventType(),
          names,
          (one, other) -> {
            one.retainAll(other);
            return one;
          });
    }

    for (EventEntry entry :
        CATALOGUE.listed().stream().filter(e -> e.source().equals("itwin")).toList()) {
      assertThat(
              entry.fields().stream()
                  .filter(field -> !field.optional())
                  .map(EventField::path)
                  .toList())
          .as(entry.type())
          .containsExactlyInAnyOrderElementsOf(always.get(entry.type()));
    }
  }

  @Test
  void theExampleOfTheOverviewHasNoKeyThatTheEntryDoesNotKnow() throws IOException {
    String overview = ProviderDocument.text("itwin-overview.txt");
    int from = overview.indexOf("{\n\"content\"");
    JsonNode body =
        new ObjectMapper().readTree(overview.substring(from, overview.indexOf("\n}\n", from) + 2));
    EventEntry entry = entry("itwin", "iTwins", "iTwins.iTwinCreated.v1");

    assertThat(entry.fields())
        .extracting(EventField::path)
        .containsAll(body.path("content").properties().stream().map(Map.Entry::getKey).toList());
    assertThat(entry.fields())
        .filteredOn(EventField::optional)
        .extracting(EventField::path)
        .containsExactly("iTwinAccountId");
  }

  @ParameterizedTest
  @MethodSource("apsEvents")
  void anEntryHasTheDescriptionAndTheTriggerOfTheList(Listed event) {
    EventEntry entry = entry("aps", event.system(), event.type());
    String trigger = entry.trigger() == null ? "" : " " + entry.trigger();

    assertThat(entry.description() + trigger).isEqualTo(event.description());
    assertThat(entry.trigger() != null)
        .isEqualTo(event.description().contains("This event is sent only when"));
    assertThat(entry.certainty()).isEqualTo(Certainty.LISTED);
  }

  @Test
  void everyTypeThatIsListedIsOnAPage() throws IOException {
    Set<String> onPages = new TreeSet<>();
    for (Properties event : itwinEvents()) {
      onPages.add(event.eventType());
    }
    apsEvents().forEach(event -> onPages.add(event.system() + "/" + event.type()));

    assertThat(
            CATALOGUE.listed().stream()
                .map(
                    entry ->
                        entry.source().equals("itwin")
                            ? entry.type()
                            : entry.system() + "/" + entry.type()))
        .containsExactlyInAnyOrderElementsOf(onPages);
  }

  @Test
  void whatBuildingConnectedTakesIsSaidAtEachOfItsEvents() {
    assertThat(ofSource("aps").filter(entry -> entry.domain().equals("bc")))
        .hasSize(12)
        .allSatisfy(
            entry ->
                assertThat(entry.prerequisites())
                    .hasSize(4)
                    .contains(
                        "A BuildingConnected account.",
                        "The BuildingConnected user is linked with an Autodesk ID.",
                        entry.type().startsWith("bid.")
                            ? "A subscription to BuildingConnected Pro."
                            : "A subscription to Bid Board Pro."));
  }

  private static Stream<EventEntry> ofSource(String source) {
    return CATALOGUE.entries().stream().filter(entry -> entry.source().equals(source));
  }

  /** The fields as the pages of Bentley write them. */
  private static List<Row> rows(List<EventField> fields) {
    return fields.stream()
        .map(
            field ->
                new Row(
                    field.path(),
                    field.type().substring(0, 1).toUpperCase(Locale.ROOT)
                        + field.type().substring(1),
                    field.meaning()))
        .toList();
  }
}
