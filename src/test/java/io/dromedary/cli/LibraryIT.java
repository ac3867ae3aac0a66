package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.PartnerServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars in {@code lib/} beside the runnable jar, as docs/kamelets.md says. */
class LibraryIT {
  private static final Duration LONGEST = Duration.ofSeconds(90);
  private static final Path PAGE = Path.of("docs/kamelets.md");

  /** Where the build puts what is not in the runnable jar. */
  private static final Path LIBRARIES =
      Path.of(System.getProperty("dromedary.lib", "target/lib-of-tests")).toAbsolutePath();

  private static final Map<String, String> SECRET =
      Map.of("ITWIN_SECRET", "0123456789abcdef0123456789abcdef");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Path jar;
  private Path lib;

  @BeforeEach
  void copyTheJar() throws Exception {
    Path app = Files.createDirectories(folder.resolve("app"));
    lib = Files.createDirectories(app.resolve("lib"));
    jar = Files.createLink(app.resolve("dromedary.jar"), ChildProcess.jar());
    write("models.camel.yaml", example("routes/dispatch/itwin.camel.yaml"));
    write(
        "vault.camel.yaml", example("routes/targets/vault.camel.yaml").replace("vault", "archive"));
    edit("vault.camel.yaml", "/mnt/archive", "data/archive");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("routes").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void edit(String name, String what, String replacement) throws IOException {
    Path file = folder.resolve("routes").resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(what);
    Files.writeString(file, text.replace(what, replacement));
  }

  /** The example of the page that begins with the name of its file. */
  private static String example(String file) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```yaml\\R# " + Pattern.quote(file) + "\\V*\\R(.*?)```")
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).as(file).isTrue();
    return block.group(1);
  }

  private ChildProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    return ChildProcess.start(
        List.of(), folder, environment, List.of("-jar", jar.toString()), List.of(arguments));
  }

  private void put(String pattern) throws IOException {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      List<Path> found =
          jars.filter(file -> file.getFileName().toString().matches(pattern)).toList();
      assertThat(found).as(pattern).isNotEmpty();
      for (Path file : found) {
        Files.copy(file, lib.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void aKameletOfTheCatalogueAndAComponentAreTargets() throws Exception {
    put(".*[.]jar");
    write("tickets.camel.yaml", example("routes/targets/tickets.camel.yaml"));
    write("ledger.camel.yaml", example("routes/targets/ledger.camel.yaml"));
    edit(
        "models.camel.yaml",
        "            uri: delivery:archive\n",
        "            uri: delivery:tickets\n        - to:\n            uri: delivery:ledger\n");

    try (PartnerServer tickets = PartnerServer.start();
        ChildProcess run =
            start(
                Map.of(
                    "ITWIN_SECRET",
                    SECRET.get("ITWIN_SECRET"),
                    "DROMEDARY_TARGET_TICKETS_URL",
                    tickets.url()),
                "run",
                "--port",
                "0",
                "--management-port",
                "0")) {
      String url = "http://127.0.0.1:" + run.callbackPort() + "/callbacks/itwin";
      try (ChildProcess send =
          start(SECRET, "send", "itwin", "iModels.iModelDeleted.v1", "--url", url)) {
        assertThat(send.exitCode(LONGEST)).as(send.output()).isZero();
      }
      await().atMost(LONGEST).until(() -> tickets.requests().size() == 1 && rows() == 1);
      assertThat(new String(tickets.requests().get(0).body(), StandardCharsets.UTF_8))
          .contains("iModels.iModelDeleted.v1");
      assertThat(run.output())
          .contains("From lib/: camel-kamelets-4.18.0.jar, camel-sql-4.18.0.jar, spring-")
          .doesNotContain("Exception");
    }
  }

  private int rows() throws Exception {
    Path ledger = folder.resolve("data/ledger.db");
    if (!Files.exists(ledger)) {
      return 0;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "select count(*) from sqlite_master where name = 'ledger' and type = 'table'")) {
      if (tables.getInt(1) == 0) {
        return 0;
      }
      try (ResultSet rows =
          statement.executeQuery(
              "select count(*) from ledger where type = 'iModels.iModelDeleted.v1'")) {
        return rows.getInt(1);
      }
    }
  }

  @Test
  void whatIsMissingIsSaidWithTheFolderToPutItInto() throws Exception {
    write("tickets.camel.yaml", example("routes/targets/tickets.camel.yaml"));
    write("ledger.camel.yaml", example("routes/targets/ledger.camel.yaml"));

    try (ChildProcess validate =
        start(Map.of("DROMEDARY_TARGET_TICKETS_URL", "http://localhost/"), "validate")) {
      assertThat(validate.exitCode(LONGEST)).isEqualTo(1);
      assertThat(validate.output())
          .contains(
              "tickets.camel.yaml:7:18: error: there is no Kamelet 'http-sink'",
              "Put the jar that has it into lib/ beside dromedary.jar",
              "ledger.camel.yaml:16:18: error: there is no component 'sql'");
    }
    put("camel-kamelets.*");
    put("camel-sql.*");
    try (ChildProcess validate =
        start(Map.of("DROMEDARY_TARGET_TICKETS_URL", "http://localhost/"), "validate")) {
      assertThat(validate.exitCode(LONGEST)).as(validate.output()).isZero();
    }
  }

  @Test
  void aJarOfAnotherCamelEndsTheStartAndIsNamed() throws Exception {
    make("camel-sql-4.10.2.jar", "org.apache.camel", "camel-sql", "4.10.2");

    try (ChildProcess run = start(SECRET, "run", "--port", "0", "--management-port", "0")) {
      assertThat(run.exitCode(LONGEST)).isEqualTo(3);
      assertThat(run.output())
          .contains(
              "lib/camel-sql-4.10.2.jar: this is camel-sql of Camel 4.10.2, and dromedary.jar has"
                  + " Camel 4.18.0. Put camel-sql-4.18.0.jar in its place");
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void whatTheRunnableJarHasIsLeftOutAndAnotherVersionOfItIsSaid() throws Exception {
    make("HikariCP-5.0.0.jar", "com.zaxxer", "HikariCP", "5.0.0");
    Files.writeString(lib.resolve("broken.jar"), "this is no jar");
    make("one-1.jar", "org.example", "one", "1");
    make("one-2.jar", "org.example", "one", "2");

    try (ChildProcess validate = start(Map.of(), "validate")) {
      assertThat(validate.exitCode(LONGEST)).isEqualTo(1);
      assertThat(validate.output())
          .contains(
              "HikariCP-5.0.0.jar: warning: this jar is left out: it is com.zaxxer:HikariCP 5.0.0,"
                  + " and dromedary.jar has 7.0.2. Remove it",
              "broken.jar: error: this jar cannot be read",
              "one-2.jar: error: org.example:one is there twice, here and in one-1.jar");
    }
  }

  private void make(String name, String group, String artifact, String version) throws IOException {
    try (JarOutputStream made = new JarOutputStream(Files.newOutputStream(lib.resolve(name)))) {
      made.putNextEntry(
          new JarEntry("META-INF/maven/" + group + "/" + artifact + "/pom.properties"));
      made.write(("version=" + version + "\n").getBytes(StandardCharsets.UTF_8));
      made.closeEntry();
    }
  }
}
