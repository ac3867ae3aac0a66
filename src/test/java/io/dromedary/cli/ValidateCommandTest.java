package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code validate} as people and programs see it. */
class ValidateCommandTest {
  private static final Path CASES = Path.of("src", "test", "resources", "validate");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theShippedFilesAreFaultless() {
    assertThat(run("validate", "--strict")).isZero();

    assertThat(out.toString())
        .matches(
            "\\d+ route files in routes, with config.application.properties: nothing to find fault"
                + " with\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void everyExitCodeIsInTheHelp() {
    assertThat(run("validate", "--help")).isZero();

    assertThat(out.toString()).contains("4   An unexpected failure.");
  }

  @Test
  void anErrorIsShownAsACompilerWouldAndEndsWith1() {
    Path routes = CASES.resolve("target-without-a-route");

    assertThat(run("validate", routes.toString())).isEqualTo(1);

    assertThat(out.toString().lines())
        .containsExactly(
            routes.resolve("a.camel.yaml")
                + ":7:18: error: delivery:warehose is not a target: no route starts there. Did you"
                + " mean delivery:warehouse? Targets are: delivery:warehouse",
            "",
            "1 error and 0 warnings in 1 route file in "
                + routes
                + ", with config/application.properties");
  }

  @Test
  void warningsAreShownAndOnlyStrictEndsWith1() {
    String routes = CASES.resolve("short-forms").toString();

    assertThat(run("validate", "--routes", routes)).isZero();
    assertThat(out.toString()).contains(": warning: ", "0 errors and 5 warnings");
    assertThat(run("validate", "--routes", routes, "--strict")).isEqualTo(1);
  }

  @Test
  void filesAreSetApart() throws Exception {
    Files.writeString(folder.resolve("a.camel.yaml"), "a: b\n");
    Files.writeString(folder.resolve("b.camel.yaml"), "a: b\n");

    assertThat(run("validate", folder.toString())).isEqualTo(1);

    assertThat(
            out.toString().lines().map(line -> line.replaceFirst("^.*/(.).camel.*", "$1")).limit(4))
        .containsExactly("a", "", "b", "");
  }

  @Test
  void programsGetALineForEachFindingAndTheResult() throws Exception {
    Path routes = CASES.resolve("configuration");

    assertThat(
            run(
                "validate",
                routes.toString(),
                routes.resolve("application.properties").toString(),
                "--json"))
        .isEqualTo(1);

    List<JsonNode> lines = new java.util.ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines.get(0).toString())
        .isEqualTo(
            "{\"severity\":\"error\",\"file\":\"%s\",\"line\":2,\"reason\":\"dromedary.lisen is not a key of Dromedary\",\"mend\":\"Did you mean dromedary.listen?\"}"
                .formatted(routes.resolve("application.properties")));
    assertThat(lines.get(lines.size() - 1).toString())
        .isEqualTo("{\"result\":{\"files\":1,\"errors\":5,\"warnings\":1}}");
    assertThat(lines).hasSize(7);
  }

  @Test
  void theFolderOfTheConfigurationIsTakenWhenNoneIsNamed() throws Exception {
    Path config = folder.resolve("own.properties");
    Files.writeString(config, "dromedary.routes=" + CASES.resolve("yaml-empty") + "\n");

    assertThat(run("validate", "--config", config.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("yaml-empty", "the file holds no routes");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThat(run("validate", folder.resolve("nothing").toString())).isEqualTo(1);

    assertThat(out.toString()).startsWith("error: there is no folder " + folder.resolve("nothing"));
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    run("validate", CASES.resolve("short-forms").toString());

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.matches("(?i).*(camel|vert.?x|dromedary|hikari).*"));
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
