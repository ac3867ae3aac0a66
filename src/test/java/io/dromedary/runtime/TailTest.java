package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.cli.ChildProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tail}, by the command line, of a Dromedary that runs. */
class TailTest {
  private static final Duration LONGEST = Duration.ofSeconds(90);
  private static final String RECEIVED = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z +";

  private final Path folder;
  private final RunningDromedary.Setup setup;

  TailTest(@TempDir Path folder) {
    this.folder = folder;
    this.setup = RunningDromedary.in(folder);
  }

  private ChildProcess tail(String... arguments) throws Exception {
    return tail(setup.data(), arguments);
  }

  private ChildProcess tail(Path data, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("tail", "--data", data.toString()));
    all.addAll(List.of(arguments));
    return ChildProcess.start(List.of(), folder, Map.of(), ChildProcess.classes(), all);
  }

  private static void awaitSaid(ChildProcess tail, String text) {
    await().atMost(LONGEST).until(() -> tail.output().contains(text));
  }

  private static byte[] event(String type, String id) {
    return ("{\"eventType\": \"" + type + "\", \"messageId\": \"" + id + "\", \"content\": {}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void eventsAreShownAsTheyComeAndCtrlCIsNoFailure() throws Exception {
    try (RunningDromedary dromedary = setup.start();
        ChildProcess tail = tail("iModels.*", "--source", "itwin")) {
      awaitSaid(tail, "Following");

      dromedary.itwin().send(event("iModels.iModelCreated.v1", "first"));
      dromedary.itwin().send(event("iTwins.iTwinCreated.v1", "other"));
      dromedary.itwin().send(event("iModels.iModelDeleted.v1", "second"));
      awaitSaid(tail, "second");

      List<String> lines = tail.output().lines().toList();
      assertThat(lines.get(0))
          .isEqualTo("Following events that match iModels.* of source itwin; Ctrl+C ends it");
      assertThat(lines).hasSize(3);
      assertThat(lines.get(1))
          .matches(RECEIVED + "itwin +iModels.iModelCreated.v1 +first +(accepted|routed)");
      assertThat(lines.get(2))
          .matches(RECEIVED + "itwin +iModels.iModelDeleted.v1 +second +(accepted|routed)");

      new ProcessBuilder("kill", "-INT", Long.toString(tail.pid())).start().waitFor();
      assertThat(tail.exitCode(LONGEST)).as(tail.output()).isZero();
    }
  }

  @Test
  void theNewestComeFirstAndEachIsALineOfJson() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      for (int i = 0; i < 4; i++) {
        dromedary.itwin().send(event("iModels.iModelCreated.v1", "m" + i));
      }
      dromedary.awaitDelivered();
      try (ChildProcess tail = tail("--last", "2", "--json")) {
        awaitSaid(tail, "m3");
        dromedary.itwin().send(event("iModels.iModelCreated.v1", "m4"));
        awaitSaid(tail, "m4");

        List<JsonNode> rows = new ArrayList<>();
        for (String line : tail.output().lines().skip(1).toList()) {
          rows.add(new ObjectMapper().readTree(line));
        }
        assertThat(rows)
            .extracting(row -> row.path("id").asText())
            .containsExactly("itwin:m2", "itwin:m3", "itwin:m4");
        assertThat(rows.get(0).path("state").asText()).isEqualTo("routed");
      }
    }
  }

  @Test
  void theEndOfTheOneThatIsFollowedIsSaid() throws Exception {
    RunningDromedary dromedary = setup.start();
    try (ChildProcess tail = tail("--since", "1h")) {
      try (dromedary) {
        awaitSaid(tail, "Following all events, since 1h");
      }

      assertThat(tail.exitCode(LONGEST)).isEqualTo(1);
      assertThat(tail.output()).contains("the Dromedary that was followed has ended");
    }
  }

  @Test
  void whereNoneRunsThatIsSaid() throws Exception {
    setup.start().close();
    for (Path data : List.of(setup.data(), folder.resolve("none"))) {
      try (ChildProcess tail = tail(data)) {
        assertThat(tail.exitCode(LONGEST)).isEqualTo(1);
        assertThat(tail.output())
            .startsWith("dromedary tail: no Dromedary runs on the data folder " + data)
            .doesNotContain("Following");
      }
    }
    assertThat(Files.exists(folder.resolve("none"))).isFalse();
  }

  @Test
  void aPatternThatCannotBeIsRefused() throws Exception {
    try (RunningDromedary dromedary = setup.start();
        ChildProcess tail = tail("a, b")) {
      assertThat(tail.exitCode(LONGEST)).isEqualTo(2);
      assertThat(tail.output()).contains("Cannot use 'a, b' as an event pattern");
      assertThat(dromedary.stored().events()).isEmpty();
    }
  }
}
