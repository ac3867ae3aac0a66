package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.PartnerServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that cannot even be looked up prevent no start, no 200, and no other target. */
class DeadTargetsTest {
  private static final String NO_PARTNER =
      "dromedary.target.partner.url=https://no-such-host.invalid/events";

  private final RunningDromedary.Setup setup;

  DeadTargetsTest(@TempDir Path folder) {
    setup = RunningDromedary.in(folder).with(NO_PARTNER);
  }

  @Test
  void withEveryHostUnknownItStartsAnswers200AndTheArchiveGetsItsFiles() throws Exception {
    List<SentEvent> events = SentEvent.oneOfEachType().subList(0, 20);
    try (RunningDromedary dromedary =
        setup
            .with("dromedary.target.warehouse.url=jdbc:postgresql://no-such-host.invalid:5432/x")
            .with("dromedary.target.bus.brokers=no-such-host.invalid:9092")
            .start()) {
      for (SentEvent event : events) {
        assertThat(dromedary.itwin().send(event.body()).statusCode()).isEqualTo(200);
      }

      Path archive = dromedary.data().resolve("archive");
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(files(archive)).hasSameSizeAs(events));
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () ->
                  assertThat(dromedary.dromedary().store().pendingDeliveries())
                      .containsAllEntriesOf(Map.of("warehouse", 20L, "bus", 20L, "partner", 20L))
                      .satisfies(
                          pending -> assertThat(pending.getOrDefault("archive", 0L)).isZero()));
      assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(200);
      assertThat(dromedary.health().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatWasNotDeliveredIsDeliveredAfterARestartWithTheTargetsMended() throws Exception {
    SentEvent event = SentEvent.ofType("forms.formCreated.v1");
    try (RunningDromedary dromedary = setup.start()) {
      assertThat(dromedary.itwin().send(event.body()).statusCode()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  dromedary
                      .metrics()
                      .body()
                      .contains("dromedary_failed_total{target=\"partner\"} 1.0"));
    }

    try (PartnerServer partner = PartnerServer.start();
        RunningDromedary dromedary =
            setup.with("dromedary.target.partner.url=" + partner.url()).start()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(partner.requests())
                      .singleElement()
                      .satisfies(request -> assertThat(request.body()).isEqualTo(event.body())));
      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  private static List<Path> files(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }
}
