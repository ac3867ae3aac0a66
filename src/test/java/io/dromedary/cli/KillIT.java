package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.PartnerServer;
import io.dromedary.Provider;
import io.dromedary.event.SampleEvent;
import io.dromedary.event.SampleEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed under load, again and again. What was answered 200 is in every target in
 * the end, and once where the target can tell; what was not is repeated by its sender, as a
 * provider would.
 */
class KillIT {
  private static final String ITWIN_SECRET = "0123456789abcdef0123456789abcdef";
  private static final String APS_SECRET = "0123456789abcdef";
  private static final int CLIENTS = 4;

  private final Path folder;
  private final Random random = new Random();
  private final Queue<Sent> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Sent> unanswered = new ConcurrentLinkedQueue<>();

  private record Sent(String source, byte[] body, String deliveryId) {}

  KillIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    try (ChildProcess init = ChildProcess.start(folder, Map.of(), "init")) {
      assertThat(init.exitCode(Duration.ofSeconds(60))).isZero();
    }
    // The same policy, faster: the test is not about waiting.
    for (String target : List.of("warehouse", "archive", "partner")) {
      Path file = folder.resolve("routes/targets/" + target + ".camel.yaml");
      Files.writeString(
          file,
          Files.readString(file)
              .replace("redeliveryDelay: 5000", "redeliveryDelay: 200")
              .replace("maximumRedeliveryDelay: 21600000", "maximumRedeliveryDelay: 1000"));
    }
  }

  @Test
  void nothingThatWasAcknowledgedIsLostOrDoubled() throws Exception {
    try (PartnerServer partner = PartnerServer.startSilent()) {
      for (int round = 0; round < 2; round++) {
        loadAndKill(
            partner,
            Map.of("DROMEDARY_TARGET_WAREHOUSE_URL", "jdbc:postgresql://127.0.0.1:1/none"));
      }
      partner.answer();
      for (int round = 0; round < 2; round++) {
        loadAndKill(partner, Map.of());
      }
      try (ChildProcess last = start(partner, Map.of())) {
        int port = last.callbackPort();
        for (Sent repeated : List.copyOf(unanswered)) {
          assertThat(send(repeated, port)).isTrue();
          acknowledged.add(repeated);
        }
        List<String> expected = acknowledged.stream().map(sent -> text(sent.body())).toList();
        assertThat(expected).doesNotHaveDuplicates().hasSizeGreaterThan(200);

        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(200))
            .untilAsserted(
                () -> {
                  assertThat(warehouse().size()).isGreaterThanOrEqualTo(expected.size());
                  assertThat(archive().size()).isGreaterThanOrEqualTo(expected.size());
                  assertThat(bodiesByKey(partner).size()).isGreaterThanOrEqualTo(expected.size());
                });
        assertThat(warehouse()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(archive()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(bodiesByKey(partner).values()).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  private ChildProcess start(PartnerServer partner, Map<String, String> further)
      throws IOException {
    Map<String, String> environment = new HashMap<>(further);
    environment.put("ITWIN_SECRET", ITWIN_SECRET);
    environment.put("APS_SECRET", APS_SECRET);
    environment.put("DROMEDARY_HOST", "127.0.0.1");
    environment.put("DROMEDARY_TARGET_PARTNER_URL", partner.url());
    return ChildProcess.start(folder, environment, "--port", "0", "--management-port", "0");
  }

  /** Kills it at a moment that nobody has chosen. */
  private void loadAndKill(PartnerServer partner, Map<String, String> further) throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (ChildProcess child = start(partner, further)) {
      int port = child.callbackPort();
      int enough = acknowledged.size() + 60 + random.nextInt(200);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> sendUntil(killed, port)));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> acknowledged.size() >= enough);
      child.kill();
      killed.set(true);
      for (Future<?> client : running) {
        client.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private void sendUntil(AtomicBoolean killed, int port) {
    Random own = new Random();
    while (!killed.get()) {
      SampleEvent sample = SampleEvents.all().get(own.nextInt(SampleEvents.all().size()));
      Sent sent =
          new Sent(sample.source(), sample.body(own, Instant.now()), "~/" + UUID.randomUUID());
      (send(sent, port) ? acknowledged : unanswered).add(sent);
    }
  }

  /** Whether it was answered 200. */
  private static boolean send(Sent sent, int port) {
    String secret = sent.source().equals("itwin") ? ITWIN_SECRET : APS_SECRET;
    try {
      return new Provider(sent.source(), secret, port)
              .send(sent.body(), "x-adsk-delivery-id", sent.deliveryId())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<String> warehouse() throws SQLException {
    List<String> payloads = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/warehouse.db"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select payload from event")) {
      while (rows.next()) {
        payloads.add(rows.getString(1));
      }
    }
    return payloads;
  }

  private List<String> archive() throws IOException {
    List<String> bodies = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("data/archive"))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".json")).toList()) {
        bodies.add(text(Files.readAllBytes(file)));
      }
    }
    return bodies;
  }

  /** As a partner that drops repeats has them. */
  private static Map<String, String> bodiesByKey(PartnerServer partner) {
    Map<String, String> bodies = new HashMap<>();
    for (PartnerServer.Request request : partner.requests()) {
      String earlier = bodies.put(request.header("Idempotency-Key"), text(request.body()));
      assertThat(earlier).isIn(null, text(request.body()));
    }
    return bodies;
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
