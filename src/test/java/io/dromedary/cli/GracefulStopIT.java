package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.PartnerServer;
import io.dromedary.Provider;
import io.dromedary.catalogue.Catalogue;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM under load: what a provider sees of it is a 503, and at the very end a port that is
 * closed.
 */
class GracefulStopIT {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final int CLIENTS = 6;

  /** How far the clocks of two clients that look at one socket may be apart. */
  private static final Duration BLUR = Duration.ofMillis(500);

  private final Path folder;
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

  /** What became of one request. */
  private record Seen(
      byte[] body,
      long began,
      long ended,
      @Nullable HttpResponse<String> answer,
      @Nullable IOException failure) {
    int status() {
      return answer == null ? 0 : answer.statusCode();
    }

    String header(String name) {
      return answer == null ? "" : answer.headers().firstValue(name).orElse("");
    }
  }

  GracefulStopIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    try (ChildProcess init = ChildProcess.start(folder, Map.of(), "init")) {
      assertThat(init.exitCode(Duration.ofSeconds(60))).isZero();
    }
  }

  @Test
  void aStopUnderLoadWithATargetThatHangsIsSeenAs503UntilThePortCloses() throws Exception {
    AtomicBoolean gone = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (PartnerServer partner = PartnerServer.startSilent();
        ChildProcess child =
            ChildProcess.start(
                folder,
                Map.of(
                    "ITWIN_SECRET",
                    SECRET,
                    "DROMEDARY_HOST",
                    "127.0.0.1",
                    "DROMEDARY_TARGET_PARTNER_URL",
                    partner.url()),
                "--port",
                "0",
                "--management-port",
                "0")) {
      int port = child.callbackPort();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> sendUntil(gone, port)));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> seen.size() > 500 && !partner.requests().isEmpty());

      long signalled = System.nanoTime();
      child.terminate();
      int exitCode = child.exitCode(Duration.ofSeconds(40));
      Duration took = Duration.ofNanos(System.nanoTime() - signalled);
      gone.set(true);
      for (Future<?> client : running) {
        client.get();
      }

      assertThat(exitCode).as("by the signal").isIn(0, 143);
      assertThat(took).as("20 s in all").isLessThan(Duration.ofSeconds(20));
      assertThat(child.output()).contains("Stopped").doesNotContain("\tat ");
      assertAnswers(signalled, took);
      assertThat(stored()).as("what was answered 200 is kept").containsAll(acknowledged());
    } finally {
      clients.shutdownNow();
    }
  }

  private void assertAnswers(long signalled, Duration took) {
    assertThat(seen).extracting(Seen::status).containsOnly(200, 503, 0);
    List<Seen> refused = seen.stream().filter(one -> one.status() == 503).toList();
    assertThat(refused)
        .as("while it stops")
        .hasSizeGreaterThan(CLIENTS)
        .allSatisfy(
            one -> {
              assertThat(one.header("Retry-After")).matches("\\d+");
              assertThat(one.header("Connection")).isEqualTo("close");
              assertThat(one.ended()).isGreaterThan(signalled);
            });
    long firstRefused = refused.stream().mapToLong(Seen::began).min().orElseThrow();
    assertThat(Duration.ofNanos(firstRefused - signalled))
        .as("new requests are refused at once")
        .isLessThan(Duration.ofSeconds(2));

    long lastAnswered =
        seen.stream().filter(one -> one.status() != 0).mapToLong(Seen::ended).max().orElseThrow();
    assertThat(Duration.ofNanos(lastAnswered - signalled))
        .as("the port answers nearly to the end of %s", took)
        .isGreaterThan(took.dividedBy(2));
    assertThat(seen.stream().filter(one -> one.status() == 0))
        .as("nothing is cut or refused before the port closes")
        .allSatisfy(
            one ->
                assertThat(one.ended() - lastAnswered)
                    .as("%s", one.failure())
                    .isGreaterThan(-BLUR.toNanos()));
  }

  private void sendUntil(AtomicBoolean gone, int port) {
    Random random = new Random();
    Provider provider = new Provider("itwin", SECRET, port);
    while (!gone.get() && !Thread.currentThread().isInterrupted()) {
      byte[] body =
          Catalogue.shipped().listed().get(random.nextInt(40)).body(random, Instant.now());
      long began = System.nanoTime();
      try {
        HttpResponse<String> answer = provider.send(body);
        seen.add(new Seen(body, began, System.nanoTime(), answer, null));
      } catch (IOException e) {
        seen.add(new Seen(body, began, System.nanoTime(), null, e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Set<String> acknowledged() {
    Set<String> bodies = new HashSet<>();
    for (Seen one : seen) {
      if (one.status() == 200) {
        bodies.add(new String(one.body(), StandardCharsets.UTF_8));
      }
    }
    assertThat(bodies).hasSizeGreaterThan(100);
    return bodies;
  }

  private Set<String> stored() throws SQLException {
    Set<String> bodies = new HashSet<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/dromedary.db"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select body from event")) {
      while (rows.next()) {
        bodies.add(new String(rows.getBytes(1), StandardCharsets.UTF_8));
      }
    }
    return bodies;
  }
}
