package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive of the image: made by its commands, used by its entry point, never in the way. */
@EnabledOnOs(OS.LINUX)
class ArchiveIT {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Path DOCKERFILE = Path.of("docker/Dockerfile");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path app;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  /** As the image does, with its folder elsewhere. */
  @BeforeAll
  static void makeAsTheImageDoes() throws Exception {
    assertThat(Files.readString(DOCKERFILE))
        .contains("RUN [\"/bin/sh\", \"/app/archive.sh\", \"/app/dromedary.jar\"]");
    Path jar = Files.copy(ChildProcess.jar(), app.resolve("dromedary.jar"));
    Path script = Path.of("docker/archive.sh").toAbsolutePath();
    Path log = app.resolve("archive.log");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", script.toString(), jar.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process making = builder.start();
    assertThat(making.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(making.exitValue()).as(Files.readString(log)).isZero();
  }

  @BeforeEach
  void initialise() throws Exception {
    try (ChildProcess init = ChildProcess.start(folder, Map.of(), "init")) {
      assertThat(init.exitCode(LONGEST)).as(init.output()).isZero();
    }
  }

  private ChildProcess run() throws IOException {
    assertThat(Files.readString(DOCKERFILE))
        .contains(
            "ENTRYPOINT [\"java\", \"@/app/dromedary.options\", \"-jar\", \"/app/dromedary.jar\"]");
    return ChildProcess.start(
        List.of(),
        folder,
        Map.of("ITWIN_SECRET", "0123456789abcdef0123456789abcdef"),
        List.of(
            "@" + app.resolve("dromedary.options"),
            "-Xlog:class+load:file=" + folder.resolve("classes.txt"),
            "-jar",
            app.resolve("dromedary.jar").toString()),
        List.of("run", "--port", "0", "--management-port", "0"));
  }

  private long ours(String from) throws IOException {
    try (var lines = Files.lines(folder.resolve("classes.txt"))) {
      return lines
          .filter(line -> line.contains(" io.dromedary.") && line.contains("source: " + from))
          .count();
    }
  }

  @Test
  void itsOptionsNameItAndLetAStartCompileLess() throws Exception {
    assertThat(Files.readAllLines(app.resolve("dromedary.options")))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains(app.resolve("dromedary.jsa").toString()))
        .contains("\"-XX:CompileThresholdScaling=4\"");
  }

  @Test
  void aStartTakesItsClassesFromIt() throws Exception {
    try (ChildProcess run = run()) {
      assertThat(run.callbackPort()).isPositive();

      assertThat(ours("shared objects file")).isGreaterThan(300);
      assertThat(ours("file:")).isLessThan(10);
    }
  }

  @Test
  void oneThatIsStaleIsNotUsedAndPreventsNoStart() throws Exception {
    FileTime before = Files.getLastModifiedTime(app.resolve("dromedary.jar"));
    Files.setLastModifiedTime(
        app.resolve("dromedary.jar"), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    try (ChildProcess run = run()) {
      assertThat(run.callbackPort()).isPositive();
      assertThat(ours("shared objects file")).isZero();
    } finally {
      Files.setLastModifiedTime(app.resolve("dromedary.jar"), before);
    }
  }

  @Test
  void oneThatIsBrokenIsNotUsedAndPreventsNoStart() throws Exception {
    Path archive = app.resolve("dromedary.jsa");
    Path whole = Files.copy(archive, app.resolve("whole.jsa"));
    assertThat(archive.toFile().setWritable(true)).isTrue();
    try (RandomAccessFile broken = new RandomAccessFile(archive.toFile(), "rw")) {
      broken.write(new byte[256]);
    }
    try (ChildProcess run = run()) {
      assertThat(run.callbackPort()).isPositive();
      assertThat(ours("shared objects file")).isZero();
    } finally {
      Files.delete(archive);
      Files.move(whole, archive);
    }
  }

  @Test
  void halfOfOneIsNeverThere() throws Exception {
    assertThat(app.resolve("dromedary.jsa.new")).doesNotExist();
    assertThat(Files.readString(Path.of("docker/archive.sh")))
        .contains("mv -f \"$base.jsa.new\" \"$base.jsa\"");
  }

  @Test
  void oneThatIsGonePreventsNoStart() throws Exception {
    Path archive = app.resolve("dromedary.jsa");
    Path elsewhere = Files.move(archive, app.resolve("elsewhere.jsa"));
    try (ChildProcess run = run()) {
      assertThat(run.callbackPort()).isPositive();
    } finally {
      Files.move(elsewhere, archive);
    }
  }
}
