package io.dromedary.runtime;

import static io.dromedary.runtime.FaultyPartner.SILENCE;
import static io.dromedary.runtime.FaultyPartner.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped partner route against a partner that does everything wrong. */
class FaultyPartnerTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final FaultyPartner partner = new FaultyPartner();
  private final RunningDromedary dromedary;

  FaultyPartnerTest(@TempDir Path folder) throws Exception {
    Path routes = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    Path file = routes.resolve("targets/partner.camel.yaml");
    String shipped = Files.readString(file);
    Files.writeString(
        file,
        shipped
            .replace("redeliveryDelay: 5000", "redeliveryDelay: 100")
            .replace("backOffMultiplier: 3", "backOffMultiplier: 1")
            .replace("failureThreshold: 10", "failureThreshold: 10\n        halfOpenAfter: 300"));
    dromedary =
        RunningDromedary.in(folder)
            .routes(routes)
            .with("dromedary.target.partner.url=" + partner.url())
            .with("dromedary.target.partner.timeout=1000")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    dromedary.close();
    partner.close();
  }

  private record Row(
      int number,
      String outcome,
      String decision,
      @Nullable String reason,
      @Nullable String said) {}

  private void send(String eventId) throws Exception {
    String body =
        "{\"eventType\":\"iModels.iModelDeleted.v1\",\"messageId\":\"%s\",\"webhookId\":\"w\"}"
            .formatted(eventId);
    assertThat(dromedary.itwin().send(body.getBytes(UTF_8)).statusCode()).isEqualTo(200);
  }

  private List<Row> attempts(String eventId) throws SQLException {
    try (Connection connection = dromedary.stored().connect();
        PreparedStatement select =
            connection.prepareStatement(
                "select a.number, a.outcome, a.decision, a.reason, a.response from attempt a"
                    + " join delivery d on d.id = a.delivery_id join event e on e.seq = d.event_seq"
                    + " where d.target = 'partner' and e.event_id = ? order by a.number")) {
      select.setString(1, eventId);
      List<Row> attempts = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          attempts.add(
              new Row(
                  rows.getInt(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5)));
        }
      }
      return attempts;
    }
  }

  private String delivery(String eventId) throws SQLException {
    try (Connection connection = dromedary.stored().connect();
        PreparedStatement select =
            connection.prepareStatement(
                "select d.state || ' ' || d.attempts from delivery d"
                    + " join event e on e.seq = d.event_seq"
                    + " where d.target = 'partner' and e.event_id = ?")) {
      select.setString(1, eventId);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : "none";
      }
    }
  }

  @Test
  void everyFaultIsRecordedWithWhatIsMadeOfItAndNothingIsLost() throws Exception {
    Map<String, String> retried =
        Map.of(
            "busy",
            answer("429 Too Many Requests", "Retry-After: 1\r\n", "slow down"),
            "broken",
            answer("500 Internal Server Error", "", "oops, token=hush"),
            "silent",
            SILENCE,
            "cut",
            "HTTP/1.1 200 OK\r\nContent-Le",
            "garbage",
            "\u0000\u0001 this is not HTTP\r\n\r\n");
    retried.forEach(partner::answersFirst);
    partner.answersFirst("refused", answer("422 Unprocessable Content", "", "{\"why\":\"no\"}"));
    for (String eventId : retried.keySet()) {
      send(eventId);
    }
    send("refused");
    dromedary.awaitDelivered();

    for (String eventId : retried.keySet()) {
      assertThat(delivery(eventId)).as(eventId).isEqualTo("delivered 2");
      assertThat(attempts(eventId))
          .as(eventId)
          .extracting(row -> row.number() + " " + row.outcome() + " " + row.decision())
          .containsExactly("1 failed redeliver", "2 succeeded delivered");
    }
    assertThat(attempts("broken").get(0).said()).isEqualTo("oops, token=***");
    assertThat(attempts("broken").get(0).reason()).contains("500");
    assertThat(attempts("silent").get(0).reason()).contains("SocketTimeoutException");
    assertThat(delivery("refused")).isEqualTo("dead 1");
    assertThat(attempts("refused"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.decision()).isEqualTo("dead");
              assertThat(row.said()).isEqualTo("{\"why\":\"no\"}");
            });
    assertThat(partner.keys()).filteredOn("itwin:refused"::equals).hasSize(1);
    assertThat(dromedary.metrics().body()).contains("dromedary_circuit{target=\"partner\"} 0.0");
  }

  @Test
  void aPartnerThatDoesNotKnowUsAnyMoreBuriesNothing() throws Exception {
    partner.answersAlways(answer("401 Unauthorized", "", "who are you?"));
    for (int i = 0; i < 30; i++) {
      send("m" + i);
    }
    await()
        .atMost(BOUND)
        .untilAsserted(
            () ->
                assertThat(dromedary.health().body())
                    .contains("degraded: partner: circuit open", "401"));
    assertThat(dromedary.health().statusCode()).isEqualTo(200);
    assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(200);
    await().atMost(BOUND).until(() -> partner.keys().size() > 5);
    assertThat(dromedary.metrics().body())
        .doesNotContain("dromedary_circuit{target=\"partner\"} 0.0")
        .contains("dromedary_circuit{target=\"warehouse\"} 0.0");

    partner.takes();
    dromedary.awaitDelivered();

    for (int i = 0; i < 30; i++) {
      assertThat(delivery("m" + i)).isEqualTo("delivered 1");
      assertThat(attempts("m" + i)).last().extracting(Row::decision).isEqualTo("delivered");
    }
    assertThat(dromedary.health().body()).doesNotContain("degraded");
  }
}
