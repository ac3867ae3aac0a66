package io.dromedary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Provider;
import io.dromedary.demo.Demo;
import io.dromedary.demo.DemoResult;
import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What init writes is what was asked for, and it starts. */
class InitCommandTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> SECRETS =
      Map.of(
          "ITWIN_SECRET", SECRET,
          "APS_SECRET", SECRET,
          "GITHUB_SECRET", SECRET,
          "BILLING_SECRET", SECRET,
          "PLANT_SECRET", SECRET,
          "ACME_1_SECRET", SECRET);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path folder;

  InitCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int init(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("init", folder.toString()));
    all.addAll(List.of(arguments));
    return line.execute(all.toArray(String[]::new));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private String configuration() throws IOException {
    return Files.readString(folder.resolve("config/application.properties"));
  }

  private Settings.Options options(Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(properties);
    all.put("dromedary.host", "127.0.0.1");
    return new Settings.Options(
        folder.resolve("config/application.properties"),
        folder.resolve("routes"),
        folder.resolve("data"),
        0,
        0,
        all);
  }

  @Test
  void withoutOptionsItWritesWhatIsShipped() throws Exception {
    assertThat(init()).isEqualTo(Main.DONE);

    Map<String, String> shipped = new TreeMap<>();
    for (String below : List.of("routes", "config")) {
      try (Stream<Path> found = Files.walk(Path.of(below))) {
        for (Path file :
            found
                .filter(Files::isRegularFile)
                .filter(file -> below.equals("routes") || file.endsWith("application.properties"))
                .toList()) {
          shipped.put(file.toString(), Files.readString(file));
        }
      }
    }
    assertThat(files()).isEqualTo(shipped);
    assertThat(out.toString())
        .contains(
            "Next: set itwin.secret or aps.secret in ",
            "(or ITWIN_SECRET, APS_SECRET in the environment), then 'run'.");
  }

  @Test
  void onlyTheFilesOfTheChosenAreWrittenAndTheyNameTheChosenTargetsOnly() throws Exception {
    assertThat(init("--source", "itwin", "--target", "warehouse,bus")).isEqualTo(Main.DONE);

    assertThat(files().keySet())
        .contains(
            "routes/callbacks/itwin.camel.yaml",
            "routes/dispatch/itwin.camel.yaml",
            "routes/domains/itwin/synchronization.camel.yaml",
            "routes/targets/warehouse.camel.yaml",
            "routes/targets/bus.camel.yaml")
        .noneMatch(name -> name.matches(".*(aps|archive|partner|github).*"));
    assertThat(String.join("\n", files().values())).doesNotContain("delivery:archive");
    assertThat(files().get("routes/domains/itwin/forms.camel.yaml"))
        .endsWith(
            """
                  steps:
                    - to:
                        uri: delivery:warehouse
                    - to:
                        uri: delivery:bus
            """
                .indent(0));
    assertThat(configuration())
        .contains(
            """
            # --- To be set first, here or in the environment ---

            # itwin.secret, or ITWIN_SECRET
            # dromedary.target.bus.brokers, or DROMEDARY_TARGET_BUS_BROKERS
            """,
            "\n#itwin.secret=\n",
            "\n#dromedary.target.bus.brokers=\n",
            "\n#dromedary.listen=8080\n")
        .doesNotContain("aps.secret", "hookId>=<token>", "target.archive", "target.partner");
    assertThat(out.toString())
        .contains(
            "Next: set itwin.secret in ",
            "Target bus is off until dromedary.target.bus.brokers is set.")
        .doesNotContain("aps");
  }

  @Test
  void anExampleSourceCanBeGivenItsName() throws Exception {
    assertThat(init("--source", "hmac=acme-1,hmac", "--target", "archive")).isEqualTo(Main.DONE);

    assertThat(files().keySet())
        .contains(
            "routes/callbacks/acme-1.camel.yaml",
            "routes/domains/acme-1/valve.camel.yaml",
            "routes/callbacks/plant.camel.yaml");
    assertThat(files().get("routes/callbacks/acme-1.camel.yaml"))
        .contains("inbox:acme-1", "acme-1.secret", "ACME_1_SECRET", "X-Plant-Signature")
        .doesNotContain("plant");
    assertThat(configuration())
        .contains(
            "\n# acme-1.secret, or ACME_1_SECRET\n", "\n#acme-1.secret=\n", "\n#plant.secret=\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "itwin          | warehouse                   | itwin",
        "aps            | archive                     | aps",
        "itwin-v1       | partner                     | itwin",
        "itwin,itwin-v1 | warehouse,archive           | itwin",
        "github         | warehouse,archive           | github",
        "standard-webhooks=acme-1 | archive           | acme-1",
        "hmac           | bus                         | plant",
        "itwin,aps,github,standard-webhooks,hmac | warehouse,archive,bus,partner,imodels,versions |"
            + " aps,billing,github,itwin,plant",
        "itwin          | archive,imodels             | itwin",
        "aps            | warehouse,versions          | aps"
      })
  void whatItWritesStarts(String sources, String targets, String on) throws Exception {
    assertThat(init("--source", sources, "--target", targets)).isEqualTo(Main.DONE);

    Settings settings = Settings.read(options(Map.of()), SECRETS::get);
    try (Dromedary dromedary = Dromedary.start(settings)) {
      assertThat(dromedary.sources()).containsExactlyInAnyOrder(on.split(","));
      assertThat(dromedary.targets().keySet()).containsExactlyInAnyOrder(targets.split(","));
      if (dromedary.sources().contains("itwin")) {
        byte[] body =
            ("{\"eventType\":\"iModels.iModelDeleted.v1\",\"messageId\":\"m\",\"webhookId\":\"w\","
                    + "\"content\":{\"imodelId\":\"i\"}}")
                .getBytes(UTF_8);
        Provider itwin = new Provider("itwin", SECRET, dromedary.port());
        assertThat(itwin.send(body).statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "github,               github,  push",
    "standard-webhooks,    billing, invoice.paid",
    "hmac,                 plant,   valve.closed",
    "hmac=acme-1,          acme-1,  valve.closed",
    "itwin-v1,             itwin,   iModels.changesReady.v1"
  })
  void whatSendSendsIsAcceptedByIt(String part, String source, String type) throws Exception {
    assertThat(init("--source", part, "--target", "archive")).isEqualTo(Main.DONE);
    Path secret = Files.writeString(folder.resolve("secret"), SECRET);

    try (Dromedary dromedary = Dromedary.start(Settings.read(options(Map.of()), SECRETS::get))) {
      CommandLine line = Main.commandLine();
      line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
      int sent =
          line.execute(
              "send",
              source,
              type,
              "--url=http://127.0.0.1:" + dromedary.port() + "/callbacks/" + source,
              "--config=" + folder.resolve("config/application.properties"),
              "--routes=" + folder.resolve("routes"),
              "--secret-file=" + secret);

      assertThat(sent).as(out + "" + err).isEqualTo(Main.DONE);
      Path kept = folder.resolve("data/archive").resolve(source);
      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(kept).isDirectory());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"itwin|archive", "aps|warehouse,partner", "itwin-v1,github|warehouse,archive"})
  void theDemoRunsWithIt(String sources, String targets) throws Exception {
    assertThat(init("--source", sources, "--target", targets)).isEqualTo(Main.DONE);

    try (Demo demo = Demo.start(new Demo.Setup(options(Map.of()), null))) {
      DemoResult result = demo.run(percent -> {});
      StringWriter text = new StringWriter();
      result.print(new PrintWriter(text, true));
      assertThat(result.complete()).as(text.toString()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "itwn | archive | there is no source 'itwn'; there are itwin, itwin-v1, aps, github,"
            + " standard-webhooks, hmac",
        "itwin | warehose | there is no target 'warehose'; there are warehouse, archive, bus,"
            + " partner, imodels, versions",
        "itwin, | archive | there is no source ''",
        "itwin | imodels | name warehouse, archive, bus or partner as well",
        "aps | archive,imodels | target imodels is for events of itwin, which is not among the"
            + " sources",
        "github=x | archive | github has a name already",
        "hmac=Acme | archive | a source cannot be called 'Acme'",
        "hmac=github | archive | a source cannot be called 'github'",
        "hmac=billing,standard-webhooks | archive | two sources have the same key billing.secret"
      })
  void whatMakesNoSenseIsRefusedAndNothingIsWritten(String sources, String targets, String why)
      throws Exception {
    assertThat(init("--source", sources, "--target", targets)).isEqualTo(2);

    assertThat(err.toString()).startsWith("init: ").contains(why, "--help");
    assertThat(files()).isEmpty();
  }

  @Test
  void aFileThatExistsStays() throws Exception {
    init("--source", "itwin", "--target", "archive");
    Path edited = folder.resolve("routes/domains/itwin/forms.camel.yaml");
    Files.writeString(edited, "# mine\n");

    assertThat(init("--source", "itwin", "--target", "archive")).isEqualTo(Main.DONE);

    assertThat(edited).hasContent("# mine\n");
    assertThat(out.toString())
        .contains("kept     " + edited + ", which is not what this choice needs")
        .contains("kept     " + edited.resolveSibling("issues.camel.yaml") + System.lineSeparator())
        .contains("write the same choice into an empty folder");
  }

  @Test
  void thePersonAtTheTerminalIsAskedUntilTheAnswersMakeSense() {
    StarterChoice choice = ask("itwn", "", "itwin", "archive");

    assertThat(choice).isEqualTo(StarterChoice.of("itwin", "archive"));
    assertThat(out.toString())
        .contains("Which sources send callbacks?", "GitHub", "Which targets get the events?")
        .contains("This does not work: there is no source 'itwn'");
  }

  @Test
  void anEmptyAnswerMeansTheUsualAndTheEndOfTheInputNothing() {
    assertThat(ask("", " ")).isEqualTo(StarterChoice.AS_SHIPPED);
    assertThat(ask("itwin")).isNull();
  }

  private @Nullable StarterChoice ask(String... answers) {
    Deque<String> typed = new ArrayDeque<>(List.of(answers));
    return new StarterQuestions(prompt -> typed.poll(), new PrintWriter(out, true)).choice();
  }
}
