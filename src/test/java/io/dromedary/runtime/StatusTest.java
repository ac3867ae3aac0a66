package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.cli.ChildProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status}: the runtime at a glance. */
class StatusTest {
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final Path folder;
  private final RunningDromedary.Setup setup;

  StatusTest(@TempDir Path folder) {
    this.folder = folder;
    this.setup = RunningDromedary.in(folder);
  }

  /** Keeps what is said. */
  private static final class Heard implements AdminOutput {
    private final Map<String, JsonNode> rows = new TreeMap<>();
    private JsonNode result = JsonNodeFactory.instance.missingNode();

    @Override
    public void row(JsonNode row) {
      rows.put(row.path("source").asText(row.path("target").asText()), row);
    }

    @Override
    public void progress(long done, long total) {}

    @Override
    public void result(JsonNode summary) {
      result = summary;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    String of(String name, String field) {
      return rows.getOrDefault(name, JsonNodeFactory.instance.missingNode())
          .path(field)
          .asText("none");
    }
  }

  private Heard status() throws Exception {
    Heard heard = new Heard();
    new Administration(setup.settings())
        .run("status", JsonNodeFactory.instance.objectNode(), heard);
    return heard;
  }

  private ChildProcess command(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("status", "--data", setup.data().toString()));
    all.addAll(List.of(arguments));
    return ChildProcess.start(List.of(), folder, Map.of(), ChildProcess.classes(), all);
  }

  @Test
  void whoRunsWhereAndHowItIs() throws Exception {
    Instant before = Instant.now();
    try (RunningDromedary dromedary = setup.start()) {
      JsonNode result = status().result;

      assertThat(result.path("status").asText()).isEqualTo("healthy");
      assertThat(result.path("reasons")).isEmpty();
      assertThat(Instant.parse(result.path("since").asText())).isBetween(before, Instant.now());
      assertThat(result.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
      assertThat(result.path("host").asText()).isNotBlank();
      assertThat(result.path("callbacks").asText())
          .isEqualTo("http://127.0.0.1:" + dromedary.dromedary().port() + "/callbacks/");
      assertThat(result.path("management").asText())
          .endsWith(":" + dromedary.dromedary().managementPort() + "/observe/");
      assertThat(result.path("store").path("location").asText()).endsWith("dromedary.db");
      assertThat(result.path("store").path("diskFree").asLong()).isPositive();
      assertThat(result.path("store").path("diskReserve").asLong())
          .isEqualTo(setup.settings().minFreeSpace());
      assertThat(result.path("inbox").path("maxUnrouted").asLong()).isEqualTo(1_000_000);
      assertThat(result.path("retention").path("eventsAge").asText()).isEqualTo("PT720H");
    }
  }

  @Test
  void sourcesTellWhatTheyTookAndRefused() throws Exception {
    try (RunningDromedary dromedary = setup.environment("APS_SECRET", "").start()) {
      Heard before = status();
      assertThat(before.of("itwin", "lastAcceptedAt")).isEqualTo("none");
      assertThat(before.of("aps", "state")).isEqualTo("off");
      Instant sent = Instant.now();
      byte[] body = SentEvent.oneOfEachType().get(0).body();
      dromedary.itwin().send(body);
      dromedary.itwin().send(body);
      dromedary.itwin().sendUnsigned(body);

      Heard heard = status();

      assertThat(heard.of("itwin", "state")).isEqualTo("on");
      assertThat(heard.of("itwin", "accepted")).isEqualTo("1");
      assertThat(heard.of("itwin", "duplicates")).isEqualTo("1");
      assertThat(heard.of("itwin", "refused")).isEqualTo("1");
      assertThat(Instant.parse(heard.of("itwin", "lastAcceptedAt")))
          .isBetween(sent.minusMillis(5), Instant.now().plusMillis(5));
    }
  }

  @Test
  void aTargetThatFailsSaysSinceWhenAndWhy() throws Exception {
    try (RunningDromedary dromedary =
        setup.with("dromedary.target.partner.url=http://127.0.0.1:1/nobody").start()) {
      assertThat(status().of("partner", "circuit")).isEqualTo("closed");
      Instant sent = Instant.now();
      for (SentEvent event : SentEvent.oneOfEachType().subList(0, 8)) {
        dromedary.itwin().send(event.body());
      }
      await().atMost(LONGEST).until(() -> status().of("partner", "circuit").equals("open"));

      Heard heard = status();
      assertThat(heard.of("partner", "state")).isEqualTo("on");
      assertThat(heard.of("partner", "pending")).isEqualTo("8");
      assertThat(heard.of("partner", "dead")).isEqualTo("0");
      assertThat(heard.of("partner", "lastFailure")).containsIgnoringCase("refused");
      assertThat(Instant.parse(heard.of("partner", "oldestPendingAt")))
          .isBetween(sent.minusMillis(1), Instant.now());
      assertThat(heard.of("bus", "state")).isEqualTo("off");
      assertThat(heard.of("archive", "state")).isEqualTo("on");
      assertThat(heard.result.path("status").asText()).isEqualTo("degraded");
      assertThat(heard.result.path("reasons").get(0).asText()).startsWith("partner: circuit open");

      try (ChildProcess command = command()) {
        assertThat(command.exitCode(LONGEST)).isEqualTo(1);
        assertThat(command.output())
            .containsPattern("health +degraded")
            .containsPattern("partner +on +open +8 +0 +\\d+ s +\\d+ s ago: .*refused")
            .containsPattern("bus +off +0 +0");
      }
    }
  }

  @Test
  void aPausedTargetIsNamedSo() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      dromedary.dromedary().camelContext().getRouteController().suspendRoute("archive");

      assertThat(status().of("archive", "state")).isEqualTo("paused");
    }
  }

  @Test
  void whenAllIsHealthyTheExitCodeIsZeroAndNoSecretIsShown() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      dromedary.itwin().send("not JSON".getBytes(StandardCharsets.UTF_8));
      dromedary.awaitDelivered();
      for (String form : List.of("--verbose", "--json")) {
        try (ChildProcess command = command(form)) {
          assertThat(command.exitCode(LONGEST)).as(command.output()).isZero();
          assertThat(command.output())
              .contains("itwin", "archive", "healthy")
              .containsPattern("read\\W+1")
              .doesNotContain(RunningDromedary.ITWIN_SECRET, RunningDromedary.APS_SECRET);
        }
      }
    }
  }

  @Test
  void itIsShownAgainUntilItIsToldToEnd() throws Exception {
    try (RunningDromedary dromedary = setup.start();
        ChildProcess command = command("--watch", "--json")) {
      await()
          .atMost(LONGEST)
          .until(() -> command.output().split("\"status\":\"healthy\"", -1).length > 2);

      command.terminate();

      assertThat(command.exitCode(LONGEST)).isZero();
      assertThat(dromedary.stored().events()).isEmpty();
    }
  }

  @Test
  void whereNothingRunsItSaysWhatTheStoreHolds() throws Exception {
    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(this::status)
        .withMessageContaining("there is no store");
    RunningDromedary.Setup failing =
        setup.with("dromedary.target.partner.url=http://127.0.0.1:1/nobody");
    try (RunningDromedary dromedary = failing.start()) {
      dromedary.itwin().send(SentEvent.oneOfEachType().get(0).body());
      await().atMost(LONGEST).until(() -> dromedary.dromedary().store().unrouted() == 0);
    }

    try (ChildProcess command = command()) {
      assertThat(command.exitCode(LONGEST)).isEqualTo(1);
      assertThat(command.output())
          .startsWith("No Dromedary runs here; this is what the store holds")
          .containsPattern("health +not running")
          .containsPattern("inbox +0 waiting to be routed")
          .containsPattern("partner +1 +0");
    }
    try (ChildProcess command = command("--watch")) {
      assertThat(command.exitCode(LONGEST)).isEqualTo(1);
      assertThat(command.output()).contains("no Dromedary runs on the data folder");
    }
  }
}
