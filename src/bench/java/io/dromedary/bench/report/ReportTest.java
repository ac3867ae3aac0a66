package io.dromedary.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private final Results results = Results.empty();

  private final Path folder;

  ReportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aTargetIsReachedByItsMedianOnly() throws Exception {
    rates("dromedary-sqlite", 5_900, 6_100, 6_200);
    rates("camel-sqlite", 1_000, 1_010, 900);

    assertThat(page())
        .contains("at least 6 times the Camel route on SQLite | 6.10 times | yes |")
        .contains("at least 1.5 times `webhook` | not measured | - |");

    rates("dromedary-sqlite", 5_000, 5_000);

    assertThat(page())
        .contains("at least 6 times the Camel route on SQLite | 5.90 times | **no** |");
  }

  @Test
  void ratesAreShownWithTheirSpreadAndDrawn() throws Exception {
    rates("dromedary-sqlite", 5_900, 6_100, 6_200);
    String page = page();

    assertThat(page)
        .contains("| Dromedary | yes | - | 6,100 (5,900 to 6,200) | - |")
        .contains("(performance/rates.svg)");
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("performance/rates.svg").toFile())
                .getDocumentElement()
                .getTextContent())
        .contains("6,100");
  }

  @Test
  void whatPeopleWroteIsKept() throws Exception {
    String first = page();
    Files.writeString(
        folder.resolve("performance.md"),
        first.replace(Page.KEPT_FROM + "\n", Page.KEPT_FROM + "\nMost of it in the kernel.\n"));

    rates("dromedary-sqlite", 6_100);

    assertThat(page()).contains("Most of it in the kernel.").contains("6,100");
    assertThat(page()).isEqualTo(page());
  }

  @Test
  void aPageWithoutMarkersIsNotOverwritten() throws IOException {
    Files.writeString(folder.resolve("performance.md"), "written by hand");

    assertThatThrownBy(this::page).hasMessageContaining("markers");
    assertThat(folder.resolve("performance.md")).hasContent("written by hand");
  }

  @Test
  void resultsAreReadAsTheyWereWritten() throws IOException {
    rates("dromedary-sqlite", 1.5);
    results.series().add(new Results.Series("latency", "x", "", List.of(List.of(1.0, 2.0))));
    Path file = folder.resolve("results.json");

    results.write(file);

    assertThat(Results.read(file)).isEqualTo(results);
  }

  @Test
  void aScenarioThatIsMeasuredAgainLeavesNothingOfItself() {
    rates("dromedary-sqlite", 1.5);
    results.samples().add(new Results.Sample("long", "x", "", "sent", 1));

    results.forget("rates");

    assertThat(results.samples()).extracting(Results.Sample::scenario).containsExactly("long");
  }

  private void rates(String name, double... perSecond) {
    results.contestants().put(name, new Results.Taker("Dromedary", "as shipped", true));
    for (double each : perSecond) {
      results.samples().add(new Results.Sample("rates", name, "64", "perSecond", each));
    }
  }

  private String page() throws IOException {
    new Report(results).write(folder, folder);
    return Files.readString(folder.resolve("performance.md"));
  }
}
