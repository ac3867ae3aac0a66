package io.dromedary.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the schemas in docs/ are those that the catalogue gives. */
class CatalogueExportTest {
  private static final Path DOCS = Path.of("docs");
  private static final String COMMAND = "java -jar dromedary.jar events export docs";

  private final Map<String, String> files = CatalogueExport.files(Catalogue.shipped());

  @Test
  void whatIsInDocsIsWhatTheCatalogueGives() throws IOException {
    Map<String, String> written = new TreeMap<>();
    written.put("events.md", Files.readString(DOCS.resolve("events.md")));
    try (Stream<Path> found = Files.walk(DOCS.resolve("schemas"))) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        written.put(DOCS.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }

    assertThat(written.keySet())
        .as("files in docs; '%s' writes them, those that are too many have to be removed", COMMAND)
        .isEqualTo(files.keySet());
    files.forEach(
        (name, text) ->
            assertThat(written.get(name))
                .as("docs/%s; '%s' writes it anew", name, COMMAND)
                .isEqualTo(text));
  }

  @Test
  void thereIsASchemaForEachEntry() {
    assertThat(files).hasSize(Catalogue.shipped().entries().size() + 1);
    assertThat(files.get("schemas/aps/data/dm.version.added.schema.json"))
        .startsWith("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n")
        .endsWith("}\n");
  }

  @Test
  void everyLinkOfThePageLeadsSomewhere() {
    String page = page();
    List<String> headings =
        matches(page, "(?m)^#+ (.*)$")
            .map(match -> match.group(1).toLowerCase(Locale.ROOT))
            .map(heading -> heading.replaceAll("[^a-z0-9_ -]", "").replace(' ', '-'))
            .toList();
    List<String> anchors = matches(page, "\\]\\(#([^)]*)\\)").map(match -> match.group(1)).toList();

    assertThat(headings).doesNotHaveDuplicates();
    assertThat(anchors)
        .hasSameSizeAs(Catalogue.shipped().entries())
        .doesNotHaveDuplicates()
        .isSubsetOf(headings);
    assertThat(matches(page, "\\]\\((schemas/[^)]*)\\)").map(match -> match.group(1)))
        .hasSameSizeAs(Catalogue.shipped().entries())
        .allSatisfy(schema -> assertThat(files).containsKey(schema));
  }

  @Test
  void thePageSaysOfEachEntryWhatPeopleAskFor() {
    String page = page();

    assertThat(page)
        .contains(
            "\n#### `budget.updated-1.0`\n\nWhen a budget is updated. This event is sent only when"
                + " the corresponding code, quantity, or unitPrice changes.\n",
            "\n- A subscription to Bid Board Pro.\n",
            "\n| `jobSucceeded` | boolean or string | Boolean flag indicating success or failure of"
                + " the changed element comparison job. |\n",
            "\n| `sourceEntityId` | string or null | ",
            "\n| `modification_flags` | string or object, *json*, *optional* | ",
            "\n| `imodelId`, `iModelId` | string | ",
            "Sample: synthesised; [JSON Schema]")
        .doesNotContain("{{", "null)");
    assertThat(page.substring(page.indexOf("\n## Bentley"))).doesNotContain("${");
  }

  @Test
  void theExampleOfEntriesOfOnesOwnIsRight(@TempDir Path folder) throws Exception {
    String example =
        matches(page(), "(?s)```yaml\n(.*?)```").map(m -> m.group(1)).findFirst().orElseThrow();
    Path file = Files.writeString(folder.resolve("events.yaml"), example);

    Catalogue catalogue = Catalogue.read(file);

    assertThat(catalogue.find("billing", "invoice", "invoice.paid.v1"))
        .isInstanceOf(Known.Exactly.class);
    assertThat(catalogue.find("itwin", "iTwins", "iTwins.iTwinCreated.v2"))
        .isInstanceOf(Known.Exactly.class);
    assertThat(CatalogueExport.files(catalogue))
        .containsKey("schemas/billing/invoice/invoice.paid.v1.schema.json")
        .hasSize(files.size() + 2);
    assertThat(CatalogueExport.files(catalogue).get("events.md"))
        .contains("\n## Our billing system (`billing`)\n");
  }

  private String page() {
    return files.getOrDefault("events.md", "");
  }

  private static Stream<MatchResult> matches(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results();
  }
}
