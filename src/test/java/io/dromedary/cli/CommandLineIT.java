package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Provider;
import io.dromedary.catalogue.Catalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the runnable jar, and how they end. */
class CommandLineIT {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> SECRETS = Map.of("ITWIN_SECRET", SECRET);

  private final Path folder;

  CommandLineIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private String runs(int exitCode, String... arguments) throws Exception {
    try (ChildProcess child = ChildProcess.start(folder, Map.of(), arguments)) {
      assertThat(child.exitCode(LONGEST))
          .as("exit code; output:\n%s", child.output())
          .isEqualTo(exitCode);
      assertThat(child.output()).doesNotContain("\tat ");
      return child.output();
    }
  }

  @Test
  void helpNamesEveryCommandAndExitCode() throws Exception {
    assertThat(runs(0, "--help")).contains("run", "demo", "init", "Exit codes", "--port");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    assertThat(runs(0, "--version")).matches("(?s)Dromedary \\d+\\.\\d+\\.\\d+.*, Java .*");
  }

  @Test
  void nonsenseIsRefusedWithHowToGetHelp() throws Exception {
    assertThat(runs(2, "frobnicate")).contains("frobnicate", "--help");
  }

  @Test
  void withoutRoutesInitIsOffered() throws Exception {
    assertThat(runs(3)).contains("no routes", "init", folder.toRealPath().toString());
  }

  @Test
  void initWritesWhatIsShippedAndLeavesAloneWhatWasEdited() throws Exception {
    runs(0, "init");
    assertThat(files("routes")).isEqualTo(files(Path.of("routes")));
    assertThat(folder.resolve("config/application.properties"))
        .hasSameBinaryContentAs(Path.of("config/application.properties"));
    Path edited = folder.resolve("routes/domains/itwin/issues.camel.yaml");
    Files.writeString(edited, "# mine\n");
    Files.delete(folder.resolve("routes/domains/itwin/forms.camel.yaml"));

    String second = runs(0, "init");

    assertThat(edited).hasContent("# mine\n");
    assertThat(files("routes")).isEqualTo(files(Path.of("routes")));
    assertThat(second)
        .contains("kept     routes/domains/itwin/issues.camel.yaml")
        .contains("written  routes/domains/itwin/forms.camel.yaml");
  }

  @Test
  void withoutASecretRunSaysWhatToSet() throws Exception {
    runs(0, "init");

    assertThat(runs(3, "run")).contains("itwin.secret", "aps.secret", "ITWIN_SECRET");
  }

  @Test
  void aFolderThatWasInitialisedRunsAndASignalEndsItInOrder() throws Exception {
    runs(0, "init");
    try (ChildProcess child =
        ChildProcess.start(folder, SECRETS, "run", "--port", "0", "--management-port", "0")) {
      Provider itwin = new Provider("itwin", SECRET, child.callbackPort());
      byte[] body = Catalogue.shipped().listed().get(0).body(new Random(), Instant.now());
      assertThat(itwin.send(body).statusCode()).isEqualTo(200);

      child.terminate();

      assertThat(child.exitCode(Duration.ofSeconds(20))).isIn(0, 143);
      assertThat(child.output()).contains("Source aps is off", "Stopped").doesNotContain("\tat ");
      assertThat(folder.resolve("data/dromedary.db")).isRegularFile();
      assertThat(folder.resolve("data/dromedary.owner")).doesNotExist();
    }
  }

  @Test
  void theStoreIsLookedAtAndCopiedWhileItRunsAndRestoredAfterwards() throws Exception {
    runs(0, "init");
    assertThat(runs(1, "store", "info")).contains("there is no store");
    try (ChildProcess child =
        ChildProcess.start(folder, SECRETS, "run", "--port", "0", "--management-port", "0")) {
      Provider itwin = new Provider("itwin", SECRET, child.callbackPort());
      byte[] body = Catalogue.shipped().listed().get(0).body(new Random(), Instant.now());
      assertThat(itwin.send(body).statusCode()).isEqualTo(200);
      String token = Files.readString(folder.resolve("data/dromedary.token"));

      String info = runs(0, "store", "info", "--json");
      assertThat(info).contains("\"table\":\"event\"", "{\"result\":{\"database\":\"sqlite\"");
      String backup = runs(0, "store", "backup", "copy.db");
      assertThat(backup).contains("copy.db", "and sound");
      assertThat(runs(2, "store", "backup", "copy.db")).contains("is there already");
      assertThat(runs(3, "store", "restore", "copy.db")).contains("is running");

      assertThat(info + backup + child.output()).doesNotContain(token);
      child.terminate();
      child.exitCode(Duration.ofSeconds(20));
    }
    assertThat(runs(2, "store", "restore", "copy.db")).contains("--force");
    assertThat(runs(0, "store", "restore", "copy.db", "--force"))
        .contains("and sound", "What was there before is in");
    assertThat(runs(0, "store", "info")).contains("TABLE", "event", "free on disk");
  }

  @Test
  void aBusyPortIsOneLineWithoutAStackTrace() throws Exception {
    runs(0, "init");
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildProcess child =
            ChildProcess.start(
                folder,
                Map.of("ITWIN_SECRET", SECRET, "DROMEDARY_HOST", "127.0.0.1"),
                "--port",
                Integer.toString(busy.getLocalPort()),
                "--management-port",
                "0")) {
      assertThat(child.exitCode(LONGEST)).isEqualTo(3);
      assertThat(child.output())
          .contains("127.0.0.1:" + busy.getLocalPort(), "choose a free port")
          .doesNotContain("\tat ", "Exception");
    }
  }

  @Test
  void aSecondRunOnTheSameDataIsToldWhoHasIt() throws Exception {
    runs(0, "init");
    try (ChildProcess first =
        ChildProcess.start(folder, SECRETS, "--port", "0", "--management-port", "0")) {
      String port = Integer.toString(first.callbackPort());
      String managementPort = Integer.toString(first.managementPort());
      try (ChildProcess second =
          ChildProcess.start(
              folder, SECRETS, "--port", port, "--management-port", managementPort)) {
        assertThat(second.exitCode(LONGEST)).isEqualTo(3);
        assertThat(second.output())
            .contains("pid=" + first.pid(), "management=127.0.0.1:" + managementPort)
            .doesNotContain("\tat ");
      }
    }
  }

  private String files(String below) throws IOException {
    return files(folder.resolve(below));
  }

  /** The names of all files. */
  private static String files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList()
          .toString();
    }
  }
}
