package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many callbacks at once, while another process has the store: each is answered in the provider's
 * time, and what is repeated afterwards is there once.
 */
class StorePressureTest {
  /** iTwin waits 5 s; the commit has 3 s of it. */
  private static final Duration PATIENCE_OF_ITWIN = Duration.ofSeconds(5);

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int CLIENTS = 32;

  private final RunningDromedary.Setup setup;

  StorePressureTest(@TempDir Path folder) {
    setup = RunningDromedary.in(folder);
  }

  private record Answered(int status, boolean saysWhenToComeBack, Duration took) {}

  private static Answered send(RunningDromedary dromedary, SentEvent event) throws Exception {
    long began = System.nanoTime();
    HttpResponse<String> answer =
        (event.source().equals("itwin") ? dromedary.itwin() : dromedary.aps())
            .send(event.body(), "x-adsk-delivery-id", "~/" + event.type());
    return new Answered(
        answer.statusCode(),
        answer.headers().firstValue("Retry-After").isPresent(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  /** All at the same time, as far as there are clients. */
  private static List<Answered> sendAll(RunningDromedary dromedary, List<SentEvent> events)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Answered>> sent = new ArrayList<>();
      for (SentEvent event : events) {
        sent.add(clients.submit(() -> send(dromedary, event)));
      }
      List<Answered> answers = new ArrayList<>();
      for (Future<Answered> one : sent) {
        answers.add(one.get(BOUND.toSeconds(), TimeUnit.SECONDS));
      }
      return answers;
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aStoreThatAnotherProcessHasRefusesInTimeAndRecoversWithoutACallback() throws Exception {
    List<SentEvent> events = SentEvent.oneOfEachType();
    try (RunningDromedary dromedary = setup.start()) {
      send(dromedary, events.get(0));
      try (Connection other = dromedary.stored().connect();
          Statement statement = other.createStatement()) {
        statement.execute("begin exclusive");
        assertThat(sendAll(dromedary, events.subList(1, 33)))
            .allSatisfy(
                answer -> {
                  assertThat(answer.status()).isEqualTo(503);
                  assertThat(answer.saysWhenToComeBack()).isTrue();
                  assertThat(answer.took()).isLessThan(PATIENCE_OF_ITWIN);
                });
        await().atMost(BOUND).until(() -> !dromedary.dromedary().store().isUp());
        assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(503);
        assertThat(dromedary.health().body()).contains("store cannot commit");

        List<Answered> later = sendAll(dromedary, events.subList(33, events.size()));
        assertThat(later).extracting(Answered::status).containsOnly(503);
        assertThat(later)
            .filteredOn(answer -> answer.took().compareTo(Duration.ofSeconds(2)) < 0)
            .as("while it is known to be down nearly all are answered at once")
            .hasSizeGreaterThan(later.size() / 2);
        statement.execute("rollback");
      }

      await().atMost(BOUND).until(() -> dromedary.get("/callbacks/health").statusCode() == 200);
      assertThat(sendAll(dromedary, events)).extracting(Answered::status).containsOnly(200);
      assertThat(dromedary.stored().events())
          .as("each once, whether its first commit came late or not at all")
          .extracting(event -> new String(event.body(), StandardCharsets.UTF_8))
          .containsExactlyInAnyOrderElementsOf(events.stream().map(SentEvent::text).toList());
      dromedary.awaitDelivered();
    }
  }

  @Test
  void aBurstIsAnsweredWith200Only() throws Exception {
    List<SentEvent> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.addAll(
          SentEvent.oneOfEachType().stream()
              .filter(event -> event.source().equals("itwin"))
              .toList());
    }
    try (RunningDromedary dromedary = setup.start()) {
      assertThat(sendAll(dromedary, events)).extracting(Answered::status).containsOnly(200);
      assertThat(dromedary.stored().events()).hasSameSizeAs(events);
    }
  }
}
