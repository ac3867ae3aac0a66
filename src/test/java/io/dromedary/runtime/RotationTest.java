package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Provider;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets and the configuration file are edited while the runtime takes callbacks. */
class RotationTest {
  private static final Duration PROMISED = Duration.ofSeconds(2);
  private static final String NEW = "new-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final RunningDromedary.Setup setup;
  private final List<SentEvent> events = SentEvent.oneOfEachType();
  private int sent;

  RotationTest(@TempDir Path folder) {
    this.folder = folder;
    this.setup = RunningDromedary.in(folder).withoutSecrets();
  }

  @BeforeEach
  void secretsAreInFiles() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(file(), RunningDromedary.ITWIN_SECRET + "\n");
    setup.environment("ITWIN_SECRET_FILE", file().toString());
  }

  private Path file() {
    return folder.resolve("itwin-secret");
  }

  private int send(Provider provider) throws Exception {
    return provider.send(events.get(sent++).body()).statusCode();
  }

  private static JsonNode check(RunningDromedary running) throws Exception {
    for (JsonNode check : JSON.readTree(running.healthInFull().body()).path("checks")) {
      if (check.path("name").asText().equals("configuration")) {
        return check;
      }
    }
    throw new AssertionError(running.health().body());
  }

  @Test
  void aSecretIsReplacedWithoutARestart() throws Exception {
    try (RunningDromedary running = setup.start()) {
      Provider old = running.itwin();
      Provider renewed = old.withSecret(NEW);
      assertThat(List.of(send(old), send(renewed))).containsExactly(200, 401);

      Files.writeString(file(), RunningDromedary.ITWIN_SECRET + "\n" + NEW + "\n");
      await().atMost(PROMISED).until(() -> send(renewed) == 200);
      assertThat(send(old)).isEqualTo(200);

      Files.writeString(folder.resolve("next"), NEW);
      Files.move(folder.resolve("next"), file(), StandardCopyOption.REPLACE_EXISTING);
      await().atMost(PROMISED).until(() -> send(old) == 401);
      assertThat(send(renewed)).isEqualTo(200);
      assertThat(check(running).path("data").path("rotations").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aSourceGoesOnWithItsFirstSecretAndStaysOnWhenThatVanishes() throws Exception {
    try (RunningDromedary running = setup.start()) {
      assertThat(send(running.aps())).isEqualTo(404);
      assertThat(running.dromedary().sources()).containsExactly("itwin");

      Files.write(setup.config(), List.of("aps.secret=" + RunningDromedary.APS_SECRET));
      await().atMost(PROMISED).until(() -> send(running.aps()) == 200);
      assertThat(running.dromedary().sources()).containsExactly("aps", "itwin");

      Files.write(setup.config(), List.of());
      Files.writeString(file(), "");
      await()
          .atMost(PROMISED)
          .untilAsserted(
              () ->
                  assertThat(check(running).path("message").asText())
                      .startsWith("degraded: aps.secret stays as it was: it is not set any more")
                      .contains("itwin.secret stays as it was"));
      assertThat(running.health().statusCode()).isEqualTo(200);
      assertThat(List.of(send(running.aps()), send(running.itwin()))).containsExactly(200, 200);
      assertThat(send(running.itwin().withSecret(NEW))).isEqualTo(401);

      Files.write(setup.config(), List.of("aps.secret=" + RunningDromedary.APS_SECRET));
      Files.writeString(file(), RunningDromedary.ITWIN_SECRET);
      await().atMost(PROMISED).until(() -> check(running).path("message").isMissingNode());
    }
  }

  @Test
  void aBadSecretIsSaidWithoutItself() throws Exception {
    try (RunningDromedary running = setup.start()) {
      Files.writeString(file(), "short-4711");

      await()
          .atMost(PROMISED)
          .until(() -> check(running).path("message").asText().contains("secret 1 of 1"));
      assertThat(send(running.itwin())).isEqualTo(200);
      assertThat(running.health().body()).doesNotContain("4711");
      assertThat(running.metrics().body())
          .contains("dromedary_configuration_findings 1.0")
          .containsPattern("reloads_total\\{outcome=\"refused\",what=\"secrets\"} 1.0");
    }
  }

  @Test
  void whatElseChangesInTheFileWaitsForARestartAndIsNamed() throws Exception {
    setup.with("dromedary.inbox.maxEvents=500").with("dromedary.target.archive.enabled=true");
    try (RunningDromedary running = setup.start()) {
      assertThat(check(running).path("data").has("waitingForRestart")).isFalse();

      Files.write(
          setup.config(),
          List.of("dromedary.inbox.maxEvents=501", "dromedary.target.archive.enabled=true"));
      await()
          .atMost(PROMISED)
          .until(
              () ->
                  check(running)
                      .path("data")
                      .path("waitingForRestart")
                      .asText()
                      .equals("dromedary.inbox.maxEvents"));
      assertThat(check(running).has("message")).isFalse();

      Files.write(setup.config(), List.of("dromedary.inbox.maxEvent=501"));
      await()
          .atMost(PROMISED)
          .untilAsserted(
              () ->
                  assertThat(check(running).path("message").asText())
                      .contains(
                          "application.properties:1", "dromedary.inbox.maxEvent is not a key"));

      Files.write(
          setup.config(),
          List.of("dromedary.inbox.maxEvents=500", "dromedary.target.archive.enabled=true"));
      await()
          .atMost(PROMISED)
          .until(
              () ->
                  check(running).path("message").isMissingNode()
                      && !check(running).path("data").has("waitingForRestart"));
    }
  }

  @Test
  void theFingerprintIsThatOfWhatRunsAndNotOfItsSecretsOrPlaces() throws Exception {
    String first;
    try (RunningDromedary running = setup.start()) {
      first = check(running).path("data").path("fingerprint").asText();
      assertThat(first).matches("[0-9a-f]{12}");
      assertThat(running.metrics().body())
          .contains("dromedary_configuration_fingerprint{fingerprint=\"" + first + "\"} 1.0");
      Files.writeString(file(), NEW);
      await()
          .atMost(PROMISED)
          .until(() -> check(running).path("data").path("generation").asInt() == 2);
      assertThat(check(running).path("data").path("fingerprint").asText()).isEqualTo(first);
      HttpResponse<String> metrics = running.metrics();
      assertThat(metrics.body()).contains("dromedary_configuration_generation 2.0");
    }
    try (RunningDromedary other =
        RunningDromedary.in(folder.resolve("elsewhere")).environment("APS_SECRET", "").start()) {
      assertThat(check(other).path("data").path("fingerprint").asText()).isEqualTo(first);
    }
    try (RunningDromedary other =
        RunningDromedary.in(folder.resolve("other"))
            .with("dromedary.target.warehouse.enabled=false")
            .start()) {
      assertThat(check(other).path("data").path("fingerprint").asText()).isNotEqualTo(first);
    }
  }
}
