package io.dromedary.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Provider;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a known sequence of callbacks. */
class MetricsAndHealthTest {
  private static final String OTHER_SECRET = "anotherSecretOfTheSameKind0123456789";

  private final RunningDromedary dromedary;
  private final List<SentEvent> events = SentEvent.oneOfEachType();

  MetricsAndHealthTest(@TempDir Path folder) throws Exception {
    dromedary =
        RunningDromedary.in(folder)
            .with("dromedary.target.partner.url=http://127.0.0.1:1/nobody-listens-here")
            .start();
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  @Test
  void theCountersAreThoseOfTheSequence() throws Exception {
    Provider itwin = dromedary.itwin();
    itwin.send(events.get(0).body());
    itwin.send(events.get(1).body());
    itwin.send(events.get(2).body());
    itwin.send(events.get(0).body());
    itwin.send(events.get(1).body());
    itwin.send((events.get(2).text() + "\n").getBytes(UTF_8));
    itwin.send("no json".getBytes(UTF_8));
    itwin.sendUnsigned(events.get(3).body());
    itwin.withSecret(OTHER_SECRET).send(events.get(3).body());
    itwin.withSecret(OTHER_SECRET).send(events.get(4).body());
    dromedary.get("/callbacks/nowhere");

    // Three events and a conflict; what is parked is delivered nowhere.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              String metrics = dromedary.metrics().body();
              assertThat(value(metrics, "dromedary_delivered_total{target=\"warehouse\"}"))
                  .isEqualTo(4);
              assertThat(value(metrics, "dromedary_delivered_total{target=\"archive\"}"))
                  .isEqualTo(4);
              assertThat(value(metrics, "dromedary_failed_total{target=\"partner\"}"))
                  .isGreaterThanOrEqualTo(4);
            });
    String metrics = dromedary.metrics().body();
    assertThat(value(metrics, "dromedary_accepted_total{source=\"itwin\"}")).isEqualTo(5);
    assertThat(value(metrics, "dromedary_accepted_total{source=\"aps\"}")).isZero();
    assertThat(value(metrics, "dromedary_duplicate_total{source=\"itwin\"}")).isEqualTo(2);
    assertThat(value(metrics, "dromedary_marked_total{mark=\"conflict\",source=\"itwin\"}"))
        .isEqualTo(1);
    assertThat(value(metrics, "dromedary_parked_total{source=\"itwin\",stage=\"read\"}"))
        .isEqualTo(1);
    assertThat(
            value(metrics, "dromedary_rejected_total{reason=\"missing-header\",source=\"itwin\"}"))
        .isEqualTo(1);
    assertThat(
            value(metrics, "dromedary_rejected_total{reason=\"wrong-signature\",source=\"itwin\"}"))
        .isEqualTo(2);
    assertThat(value(metrics, "dromedary_last_accepted_seconds{source=\"itwin\"}"))
        .isBetween(0.0, 30.0);
    assertThat(value(metrics, "dromedary_backlog{target=\"partner\"}")).isEqualTo(4);
    assertThat(value(metrics, "dromedary_backlog{target=\"warehouse\"}")).isZero();
    assertThat(value(metrics, "dromedary_delivered_total{target=\"partner\"}")).isZero();
    assertThat(value(metrics, "dromedary_dead_letters{stage=\"read\"}")).isEqualTo(1);
    assertThat(value(metrics, "dromedary_unrouted")).isZero();
    assertThat(value(metrics, "dromedary_store_up")).isEqualTo(1);
    assertThat(value(metrics, "dromedary_http_refused_total{reason=\"path\",status=\"404\"}"))
        .isEqualTo(1);
    assertThat(value(metrics, "dromedary_http_connections")).isGreaterThanOrEqualTo(1);
    assertThat(value(metrics, "dromedary_http_body_bytes")).isZero();
  }

  @Test
  void healthNamesTheStoreAndStaysUpWhenATargetIsDown() throws Exception {
    dromedary.itwin().send(events.get(0).body());

    HttpResponse<String> health = dromedary.health();

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(health.body()).at("/status").asText()).isEqualTo("UP");
    assertThat(health.body()).contains("\"store\"", "\"sources\"");
  }

  @Test
  void aRunOfWrongSignaturesDegradesHealthUntilOneIsRight() throws Exception {
    Provider wrong = dromedary.itwin().withSecret(OTHER_SECRET);
    for (SentEvent event : events.subList(0, 9)) {
      wrong.send(event.body());
    }
    assertThat(degraded()).isFalse();

    wrong.send(events.get(9).body());
    assertThat(degraded()).isTrue();
    assertThat(dromedary.health().body()).contains("10 callbacks in a row", "itwin");
    assertThat(dromedary.health().statusCode()).isEqualTo(200);

    dromedary.aps().send(SentEvent.ofType("dm.version.added").body());
    assertThat(degraded()).as("after a good one of another source").isTrue();
    dromedary.itwin().send(events.get(0).body());
    assertThat(degraded()).isFalse();
  }

  @Test
  void oneEventThatIsRefusedAgainAndAgainDegradesHealth() throws Exception {
    Provider wrong = dromedary.itwin().withSecret(OTHER_SECRET);
    for (int i = 0; i < 4; i++) {
      assertThat(degraded()).isFalse();
      wrong.send(events.get(0).body());
    }
    assertThat(degraded()).isTrue();
    assertThat(dromedary.health().body()).contains("one event was refused 4 times");
  }

  @Test
  void callbacksOfStrangersDegradeNothing() throws Exception {
    for (int i = 0; i < 12; i++) {
      dromedary.itwin().sendUnsigned(events.get(i).body());
    }
    assertThat(degraded()).isFalse();
  }

  private boolean degraded() throws Exception {
    JsonNode health = new ObjectMapper().readTree(dromedary.health().body());
    return health.toString().contains("degraded");
  }

  private static double value(String metrics, String name) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    assertThat(line.find()).as("%s among\n%s", name, metrics).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
