package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.EnvelopeSpec;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.DeliverySummary;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.Match;
import io.dromedary.store.NewEvent;
import io.dromedary.store.Replay;
import io.dromedary.store.Replays;
import io.dromedary.store.Settlement;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay whose process is killed in the middle goes on, and repeats nothing twice. */
class KilledReplayTest {
  private static final int EVENTS = 400;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Path file() {
    return folder.resolve("data").resolve("dromedary.db");
  }

  private void fill() {
    Instant now = Instant.now();
    try (SqliteStore store = SqliteStore.open(file())) {
      CompletableFuture<?>[] accepted = new CompletableFuture<?>[EVENTS];
      for (int i = 0; i < EVENTS; i++) {
        accepted[i] = store.accept(event("m" + i, now));
      }
      CompletableFuture.allOf(accepted).join();
      for (StoredEvent event : store.claimEvents("itwin", EVENTS, now)) {
        store
            .settle(
                new Settlement(
                    event,
                    now,
                    Settlement.End.ROUTED,
                    Set.of(),
                    null,
                    List.of(new Settlement.NewDelivery("partner", null, null, null))))
            .join();
      }
      for (StoredDelivery delivery : store.claimDeliveries("partner", EVENTS, now)) {
        store
            .record(
                new AttemptRecord(
                    delivery,
                    1,
                    now,
                    Duration.ofMillis(1),
                    AttemptRecord.Outcome.FAILED,
                    AttemptRecord.Decision.DEAD,
                    null,
                    "410",
                    null))
            .join();
      }
    }
  }

  private static NewEvent event(String id, Instant now) {
    return new NewEvent(
        "itwin",
        new NewEvent.DuplicateKey(id, now.plus(Duration.ofDays(7))),
        null,
        id,
        "forms.formCreated.v1",
        "forms",
        "forms",
        null,
        null,
        now,
        null,
        null,
        null,
        "{}".getBytes(StandardCharsets.UTF_8),
        null);
  }

  private ChildProcess dromedary(String... arguments) throws Exception {
    return ChildProcess.start(
        List.of(),
        folder,
        Map.of(),
        List.of("-cp", System.getProperty("java.class.path"), "io.dromedary.cli.Main"),
        List.of(arguments));
  }

  private long pending() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("select count(*) from delivery where state = 'pending'")) {
      return rows.getLong(1);
    }
  }

  @Test
  void eachEventIsReplayedOnceAlthoughTheProcessWasKilled() throws Exception {
    fill();
    try (ChildProcess killed = dromedary("dead", "replay", "--all", "--rate", "40")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> pending() > 0);
      killed.kill();
    }
    long before = pending();
    assertThat(before).as("killed in the middle").isBetween(1L, EVENTS - 1L);

    try (ChildProcess resumed = dromedary("replay", "--resume", "1", "--json")) {
      assertThat(resumed.exitCode(Duration.ofSeconds(60))).as(resumed.output()).isZero();
      assertThat(resumed.output()).contains("\"state\":\"done\"");
    }

    try (SqliteStore store = SqliteStore.open(file())) {
      List<Match> all =
          new EventLookup(store.database()).page(EventFilter.ALL, null, EVENTS).matches();
      assertThat(all).hasSize(EVENTS);
      assertThat(all)
          .flatExtracting(Match::deliveries)
          .extracting(DeliverySummary::generation)
          .hasSize(EVENTS)
          .containsOnly(2);
      Replay replay =
          new Replays(
                  store.database(),
                  (source, route) -> new EnvelopeReader(EnvelopeSpec.preset("itwin")),
                  Clock.systemUTC())
              .find(1)
              .orElseThrow();
      assertThat(replay.examined()).isEqualTo(EVENTS);
      assertThat(replay.done().repeated()).isEqualTo(EVENTS);
      assertThat(store.pendingDeliveries()).containsEntry("partner", (long) EVENTS);
    }
  }
}
