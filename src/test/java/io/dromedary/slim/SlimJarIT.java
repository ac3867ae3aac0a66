package io.dromedary.slim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The slim jar of the profile of that name. */
@EnabledIfSystemProperty(named = "dromedary.slim.jar", matches = ".+")
class SlimJarIT {
  private static final Duration LONGEST = Duration.ofSeconds(90);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private ChildProcess start(Map<String, String> environment, String... arguments)
      throws Exception {
    Path jar = Path.of(System.getProperty("dromedary.slim.jar")).toAbsolutePath();
    return ChildProcess.start(
        List.of(), folder, environment, List.of("-jar", jar.toString()), List.of(arguments));
  }

  @Test
  void itRunsTheShippedRoutesWithTheBusOff() throws Exception {
    try (ChildProcess init = start(Map.of(), "init")) {
      assertThat(init.exitCode(LONGEST)).as(init.output()).isZero();
    }
    Map<String, String> secrets = Map.of("ITWIN_SECRET", "0123456789abcdef0123456789abcdef");
    try (ChildProcess run = start(secrets, "run", "--port", "0", "--management-port", "0")) {
      int port = run.callbackPort();
      String url = "http://127.0.0.1:" + port + "/callbacks/itwin";
      try (ChildProcess send =
          start(secrets, "send", "itwin", "iModels.iModelDeleted.v1", "--url", url)) {
        assertThat(send.exitCode(LONGEST)).as(send.output()).isZero();
      }
      assertThat(run.output())
          .contains("Left out", "bus.camel.yaml", "archive", "bus (off)")
          .doesNotContain("Exception", "NoClassDefFoundError");
    }
    assertThat(folder.resolve("data/dromedary.db")).exists();
  }

  @Test
  void itSaysWhatIsMissingAndWhereToGetIt() throws Exception {
    try (ChildProcess init = start(Map.of(), "init")) {
      assertThat(init.exitCode(LONGEST)).isZero();
    }
    try (ChildProcess run =
        start(Map.of("DROMEDARY_TARGET_BUS_BROKERS", "bus.example.com:9092"), "run")) {
      assertThat(run.exitCode(LONGEST)).isEqualTo(3);
      assertThat(run.output()).contains("needs Kafka", "start dromedary.jar in its place");
    }
    assertThat(Files.exists(folder.resolve("data"))).isFalse();
  }
}
