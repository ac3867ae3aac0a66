package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventSchema;
import io.dromedary.store.SqliteStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that show the event catalogue; none of them needs a store. */
class EventsCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.writeString(folder.resolve("application.properties"), "");
  }

  private int events(String... arguments) {
    List<String> all = new ArrayList<>(List.of("events"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "--config",
            folder.resolve("application.properties").toString(),
            "--data",
            folder.toString()));
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  @Test
  void allTypesAreListed() {
    assertThat(events()).isZero();

    assertThat(out.toString().lines())
        .hasSize(Catalogue.shipped().entries().size() + 3)
        .first()
        .asString()
        .matches("SOURCE +SYSTEM +TYPE +DESCRIPTION");
    assertThat(out.toString()).contains("event types; 'events show <type>' says what is in one");
    assertThat(folder.resolve("dromedary.db")).doesNotExist();
  }

  @Test
  void aPatternAndASourceChoose() {
    assertThat(events("data/dm.*.modified")).isZero();
    assertThat(out.toString())
        .contains("dm.version.modified", "dm.folder.modified", "\n2 event types")
        .doesNotContain("added");

    assertThat(events("*.jobCompleted.v1", "--source", "aps")).isZero();
    assertThat(out.toString()).contains("\n0 event types").doesNotContain("export.jobCompleted");
  }

  @Test
  void programsGetALineForEachTypeAndOneWithTheResult() throws IOException {
    assertThat(events("budget.updated*", "--json")).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode row = MAPPER.readTree(lines.get(0));
    assertThat(row.path("source").asText()).isEqualTo("aps");
    assertThat(row.path("domain").asText()).isEqualTo("cost");
    assertThat(row.path("version").asText()).isEqualTo("1.0");
    assertThat(row.path("trigger").asText()).startsWith("This event is sent only when");
    assertThat(lines.get(1)).isEqualTo("{\"result\":{\"shown\":1}}");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, it has a comma",
    "data/, one side of the slash is empty",
  })
  void aPatternThatMakesNoSenseIsRefused(String pattern, String why) {
    assertThat(events(pattern)).isEqualTo(2);
    assertThat(err.toString()).contains(why, "Try 'dromedary events --help'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--type=x", "--since=2h", "--limit=5", "--state=unrouted"})
  void whatIsForStoredEventsIsRefusedWithoutThem(String option) {
    assertThat(events(option)).isEqualTo(2);
    assertThat(err.toString())
        .contains(option.replaceFirst("=.*", "") + " is for stored events: say --stored too");
  }

  @Test
  void storedEventsAreListedAsBefore() {
    SqliteStore.open(folder.resolve("dromedary.db")).close();

    assertThat(events("--stored", "--source", "itwin", "--type", "iTwins.*")).isZero();
    assertThat(out.toString()).contains("0 shown");

    assertThat(events("iTwins.*", "--stored")).isEqualTo(2);
    assertThat(err.toString()).contains("a pattern is for types; with --stored say --type PATTERN");
  }

  @Test
  void aTypeIsShownWithAllThatIsKnownOfIt() {
    assertThat(events("show", "budget.updated-1.0")).isZero();

    assertThat(out.toString())
        .startsWith("budget.updated-1.0\n")
        .contains(
            "  system     Cost Management (autodesk.construction.cost)\n",
            "  domain     cost\n",
            "  version    1.0\n",
            "  certainty  listed: on the provider's list of event types\n",
            "\n  When a budget is updated.\n  This event is sent only when the corresponding code,"
                + " quantity, or unitPrice changes.\n",
            "\nFields: what the provider sends is not documented\n",
            "\nFields of the envelope\n",
            "\nSample, synthesised: made up by us: what the provider sends is not known\n",
            "\n      \"event\": \"budget.updated-1.0\",\n");
  }

  @Test
  void fieldsArePrintedInColumns() {
    assertThat(events("show", "forms.formCreated.v1")).isZero();

    assertThat(out.toString())
        .contains(
            "\nFields of content, listed: on the provider's list of event types\n",
            "\n  formId          string          The globally unique identifier of the form data"
                + " that was created.\n",
            "\n  sourceEntityId  string or null  Denotes what file",
            "\n  enqueuedDateTime      string (time)     ",
            "\n  Base Event eventType  string, optional  ");
  }

  @Test
  void whatItTakesToGetAnEventIsShown() {
    assertThat(events("show", "opportunity.created")).isZero();

    assertThat(out.toString())
        .contains("\nPrerequisites\n", "\n  - A subscription to Bid Board Pro.\n");
  }

  @Test
  void aTypeOfTwoSystemsIsShownTwiceUnlessOneIsNamed() {
    assertThat(events("show", "item.created")).isZero();
    assertThat(out.toString()).contains("(adsk.upchain.live)", "(adsk.upchain.eap)");

    out.getBuffer().setLength(0);
    assertThat(events("show", "item.created", "--system", "adsk.upchain.eap")).isZero();
    assertThat(out.toString()).contains("(adsk.upchain.eap)").doesNotContain("upchain.live");
  }

  @Test
  void aNewerVersionIsSaidToBeOneAndTheKnownOneIsShown() throws IOException {
    assertThat(events("show", "iTwins.iTwinCreated.v3")).isZero();
    assertThat(out.toString())
        .startsWith(
            "iTwins.iTwinCreated.v3 is a newer version than the catalogue has. What it knows is"
                + " iTwins.iTwinCreated.v1:\n\niTwins.iTwinCreated.v1\n");

    out.getBuffer().setLength(0);
    assertThat(events("show", "iTwins.iTwinCreated.v3", "--json")).isZero();
    JsonNode match = MAPPER.readTree(out.toString()).at("/result/matches/0");
    assertThat(match.path("newerVersion").asBoolean()).isTrue();
    assertThat(match.path("type").asText()).isEqualTo("iTwins.iTwinCreated.v1");
    assertThat(match.at("/fields/0/path").asText()).isEqualTo("parentId");
    assertThat(match.at("/sample/eventType").asText()).isEqualTo("iTwins.iTwinCreated.v1");
  }

  @Test
  void aTypeThatNobodyKnowsIsNotFoundAndTheOneThatWasMeantIsNamed() {
    assertThat(events("show", "iTwins.iTwinCreatd.v1")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "dromedary events show: looking for iTwins.iTwinCreatd.v1: the catalogue has no such"
                + " event type. Did you mean iTwins.iTwinCreated.v1? 'events' lists");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aSystemThatNobodyKnowsIsNamedWithThoseThatAre() {
    assertThat(events("show", "item.created", "--system", "upchain")).isEqualTo(1);
    assertThat(err.toString())
        .contains("of system upchain: the catalogue has no event types there", "itwin/iTwins");
  }

  @Test
  void theSchemaOfATypeIsPrinted() throws IOException {
    assertThat(events("schema", "model.sync")).isZero();

    assertThat(MAPPER.readTree(out.toString()))
        .isEqualTo(
            EventSchema.of(
                Catalogue.shipped().entries().stream()
                    .filter(entry -> entry.type().equals("model.sync"))
                    .findFirst()
                    .orElseThrow()));
  }

  @Test
  void thereIsNoOneSchemaForATypeOfTwoSystemsNorForANewerVersion() {
    assertThat(events("schema", "item.created")).isEqualTo(2);
    assertThat(err.toString())
        .contains("adsk.upchain.live, adsk.upchain.eap: say which with --system");

    assertThat(events("schema", "model.sync-2.0")).isEqualTo(1);
    assertThat(err.toString())
        .contains("newer version than the catalogue has, which is model.sync");
  }

  @Test
  void entriesOfOnesOwnAreListedShownAndExported() throws IOException {
    Files.writeString(
        folder.resolve("events.yaml"),
        """
        sources:
          - source: billing
            systems:
              - system: invoice
                events:
                  - type: invoice.paid.v1
                    description: An invoice was paid.
                    sample: { "number": 7 }
        """);

    assertThat(events("invoice.*")).isZero();
    assertThat(out.toString()).contains("invoice.paid.v1", "1 event type;");
    assertThat(events("show", "invoice.paid.v1")).isZero();
    assertThat(out.toString()).contains("own: an entry of your own", "\"number\": 7");
    Path target = folder.resolve("deep").resolve("docs");
    assertThat(events("export", target.toString())).isZero();
    assertThat(target.resolve("schemas/billing/invoice/invoice.paid.v1.schema.json"))
        .isNotEmptyFile();
    assertThat(target.resolve("events.md")).content().contains("invoice.paid.v1");
    assertThat(out.toString())
        .contains((Catalogue.shipped().entries().size() + 2) + " files written to " + target);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(events("export", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("dromedary events export: writing the catalogue to " + file, "must be writable");
  }

  @Test
  void aMistakeInEntriesOfOnesOwnEndsTheCommand() throws IOException {
    Files.writeString(folder.resolve("events.yaml"), "source: []\n");

    assertThat(events("show", "model.sync")).isEqualTo(3);
    assertThat(err.toString())
        .contains(
            folder.resolve("events.yaml")
                + ":1:1: unknown key 'source' in an event catalogue. Did you mean sources?");
  }
}
