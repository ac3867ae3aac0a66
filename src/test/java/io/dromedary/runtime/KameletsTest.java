package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Provider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Kamelets in the runtime: what a source promises holds for them, and they leave nothing. */
class KameletsTest {
  private static final String SOURCE =
      """
      - route:
          id: models
          from:
            uri: kamelet:itwin-source
            steps:
              - to:
                  uri: delivery:archive
      """;
  private static final String ARCHIVE =
      """
      - route:
          id: archive
          from:
            uri: delivery:archive
            steps:
              - to:
                  uri: kamelet:dromedary-archive-sink
                  parameters:
                    folder: "{{dromedary.data}}/kept"
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Path routes;

  @BeforeEach
  void makeFolder() throws Exception {
    routes = Files.createDirectories(folder.resolve("routes"));
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(routes.resolve(file), text);
  }

  private List<Path> kept() throws Exception {
    Path kept = folder.resolve("data/kept");
    if (!Files.isDirectory(kept)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(kept)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  @Test
  void aVerifiedCallbackIsKeptOnceBeforeThe200AndRoutedFromTheInbox() throws Exception {
    write("models.camel.yaml", SOURCE);
    write("archive.camel.yaml", ARCHIVE);
    SentEvent event = SentEvent.ofType("iModels.iModelDeleted.v1");

    try (RunningDromedary dromedary = RunningDromedary.in(folder).routes(routes).start()) {
      Provider itwin = dromedary.itwin();
      assertThat(itwin.send(event.body()).statusCode()).isEqualTo(200);
      assertThat(dromedary.stored().events()).hasSize(1);
      assertThat(itwin.send(event.body()).statusCode()).isEqualTo(200);
      assertThat(itwin.sendUnsigned(event.body()).statusCode()).isEqualTo(401);
      assertThat(itwin.withSecret("another-secret-0123456789abcdef0123").send(event.body()))
          .matches(answer -> answer.statusCode() == 401);
      assertThat(dromedary.get("/callbacks/itwin").statusCode()).isEqualTo(405);
      dromedary.awaitDelivered();

      assertThat(dromedary.stored().events())
          .singleElement()
          .matches(kept -> kept.state().equals("routed"))
          .matches(kept -> "iModels".equals(kept.domain()));
      assertThat(dromedary.dromedary().sources()).containsExactly("itwin");
    }
    assertThat(kept()).hasSize(1);
    assertThat(Files.readAllBytes(kept().get(0))).isEqualTo(event.body());
  }

  @Test
  void aStepThatFailsIsRunAgainFromTheStore() throws Exception {
    write(
        "models.camel.yaml",
        SOURCE
            .replace(
                "        - to:",
                "        - process:\n            ref: \"#class:%s\"\n        - to:")
            .formatted(FailingOnce.class.getName()));
    write("archive.camel.yaml", ARCHIVE);
    FailingOnce.RUNS.set(0);

    try (RunningDromedary dromedary = RunningDromedary.in(folder).routes(routes).start()) {
      assertThat(
              dromedary
                  .itwin()
                  .send(SentEvent.ofType("iModels.iModelDeleted.v1").body())
                  .statusCode())
          .isEqualTo(200);
      dromedary.awaitDelivered();
    }
    assertThat(FailingOnce.RUNS).hasValue(2);
    assertThat(kept()).hasSize(1);
  }

  /** A step of a user. */
  public static final class FailingOnce implements Processor {
    static final AtomicInteger RUNS = new AtomicInteger();

    @Override
    public void process(org.apache.camel.Exchange exchange) {
      if (RUNS.incrementAndGet() == 1) {
        throw new IllegalStateException("the first run fails");
      }
    }
  }

  @Test
  void withoutASecretTheSourceIsOff() throws Exception {
    write("models.camel.yaml", SOURCE);
    write("aps.camel.yaml", SOURCE.replace("models", "versions").replace("itwin", "aps"));
    write("archive.camel.yaml", ARCHIVE);

    try (RunningDromedary dromedary =
        RunningDromedary.in(folder).routes(routes).environment("ITWIN_SECRET", "").start()) {
      assertThat(dromedary.dromedary().sources()).containsExactly("aps");
      assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(503);
      assertThat(dromedary.aps().send(SentEvent.ofType("dm.version.added").body()).statusCode())
          .isEqualTo(200);
      assertThat(
              dromedary
                  .aps()
                  .sendTo(
                      "/callbacks/aps/data/dm.version.added",
                      "{\"resourceUrn\":\"urn:x\"}".getBytes(StandardCharsets.UTF_8))
                  .statusCode())
          .isEqualTo(200);
      dromedary.awaitDelivered();
      assertThat(dromedary.stored().events())
          .hasSize(2)
          .allMatch(event -> "dm.version.added".equals(event.eventType()))
          .allMatch(event -> "data".equals(event.system()));
    }
  }

  @Test
  void anySenderWithAnHmacIsASourceWithoutCode() throws Exception {
    write(
        "plant.camel.yaml",
        """
        - route:
            id: plant
            from:
              uri: kamelet:webhook-hmac-source
              parameters:
                source: plant
                secret: plant.secret
                path: /callbacks/plant
                signatureHeader: X-Plant-Signature
                signaturePrefix: "v1="
                signedContent: "{timestamp}.{body}"
                timestampHeader: X-Plant-Timestamp
                eventType: /kind
                duplicateKey: /id
              steps:
                - to:
                    uri: delivery:archive
        """);
    write("archive.camel.yaml", ARCHIVE);
    byte[] body = "{\"kind\":\"valve.opened\",\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
    String secret = "plant-0123456789abcdef0123456789abcdef";

    try (RunningDromedary dromedary =
        RunningDromedary.in(folder).routes(routes).environment("PLANT_SECRET", secret).start()) {
      long now = System.currentTimeMillis() / 1000;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + dromedary.dromedary().port() + "/callbacks/plant"))
              .POST(BodyPublishers.ofByteArray(body));
      javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
      mac.init(
          new javax.crypto.spec.SecretKeySpec(
              secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((now + ".").getBytes(StandardCharsets.UTF_8));
      request
          .header("X-Plant-Timestamp", Long.toString(now))
          .header(
              "X-Plant-Signature", "v1=" + java.util.HexFormat.of().formatHex(mac.doFinal(body)));
      HttpClient client = HttpClient.newHttpClient();
      assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      assertThat(
              client
                  .send(
                      request.setHeader("X-Plant-Signature", "v1=00").build(),
                      BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(401);
      dromedary.awaitDelivered();
      assertThat(dromedary.stored().events())
          .singleElement()
          .matches(event -> "valve.opened".equals(event.eventType()));
    }
    assertThat(kept()).hasSize(1);
  }

  @Test
  void aStoppedRouteTakesNoCallbacksAndASuspendedOneKeepsThem() throws Exception {
    write("models.camel.yaml", SOURCE);
    write("archive.camel.yaml", ARCHIVE);

    try (RunningDromedary dromedary = RunningDromedary.in(folder).routes(routes).start()) {
      CamelContext camel = dromedary.dromedary().camelContext();
      camel.getRouteController().stopRoute("models");
      var refused = dromedary.itwin().send(fresh());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();

      camel.getRouteController().startRoute("models");
      camel.getRouteController().suspendRoute("models");
      assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(200);
      assertThat(dromedary.dromedary().store().unrouted()).isEqualTo(1);

      camel.getRouteController().resumeRoute("models");
      dromedary.awaitDelivered();
      assertThat(dromedary.stored().events()).allMatch(event -> event.state().equals("routed"));
    }
    assertThat(kept()).hasSize(1);
  }

  @Test
  void aRouteThatIsRemovedLeavesNothingAndCanComeBack() throws Exception {
    write("models.camel.yaml", SOURCE);
    write("archive.camel.yaml", ARCHIVE);

    try (RunningDromedary dromedary = RunningDromedary.in(folder).routes(routes).start()) {
      ModelCamelContext camel = (ModelCamelContext) dromedary.dromedary().camelContext();
      assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(200);
      dromedary.awaitDelivered();
      Left before = left(camel);

      for (int i = 0; i < 20; i++) {
        for (String id : List.of("models", "archive")) {
          camel.getRouteController().stopRoute(id);
          camel.removeRoute(id);
        }
        assertThat(camel.getRoutes()).as("round %d", i).isEmpty();
        assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(503);
        for (String file : List.of("archive", "models")) {
          PluginHelper.getRoutesLoader(camel)
              .loadRoutes(
                  ResourceHelper.fromString(
                      file + ".camel.yaml",
                      Files.readString(routes.resolve(file + ".camel.yaml"))));
        }
        assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(200);
        dromedary.awaitDelivered();
      }

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(left(camel)).isEqualTo(before));
    }
    assertThat(kept()).hasSize(21);
  }

  /** What would grow if something were left. */
  private record Left(int routes, int definitions, int endpoints, long threads) {}

  private static Left left(ModelCamelContext camel) {
    return new Left(
        camel.getRoutes().size(),
        camel.getRouteDefinitions().size(),
        camel.getEndpoints().size(),
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().matches("(inbox|delivery)-.*"))
            .count());
  }

  @Test
  void theWarehouseSinkWritesInTheBatchesOfItsTarget() throws Exception {
    write("models.camel.yaml", SOURCE.replace("delivery:archive", "delivery:warehouse"));
    write(
        "warehouse.camel.yaml",
        Files.readString(Path.of("routes/targets/warehouse.camel.yaml"))
                .replaceFirst("(?s)      steps:.*", "")
                .replaceFirst("(?s)    - name: warehouseRow.*?WarehouseRow\n", "")
            + """
                  steps:
                    - to:
                        uri: kamelet:dromedary-warehouse-sink
                        parameters:
                          dataSource: warehouse
            """);

    try (RunningDromedary dromedary = RunningDromedary.in(folder).routes(routes).start()) {
      for (int i = 0; i < 50; i++) {
        assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(200);
      }
      dromedary.awaitDelivered();
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/warehouse.db"));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select count(*) from event where domain = 'iModels'")) {
      assertThat(rows.getInt(1)).isEqualTo(50);
    }
  }

  @Test
  void editsOfARouteThatStartsAtASourceRefuseNoCallback() throws Exception {
    write("models.camel.yaml", SOURCE);
    write("archive.camel.yaml", ARCHIVE);

    try (RunningDromedary dromedary = RunningDromedary.in(folder).routes(routes).start()) {
      EditedRoutes edited = new EditedRoutes(routes, dromedary.dromedary());
      Provider itwin = dromedary.itwin();
      Set<Integer> answers = ConcurrentHashMap.newKeySet();
      AtomicInteger sent = new AtomicInteger();
      AtomicBoolean end = new AtomicBoolean();
      Thread sending =
          new Thread(
              () -> {
                while (!end.get()) {
                  try {
                    answers.add(itwin.send(fresh()).statusCode());
                    sent.incrementAndGet();
                  } catch (IOException | InterruptedException e) {
                    answers.add(-1);
                  }
                }
              });
      sending.start();
      try {
        for (int i = 0; i < 5; i++) {
          edited.write(
              "models.camel.yaml",
              SOURCE.replace(
                  "      steps:\n",
                  "      steps:\n        - log:\n            message: edit %d\n            loggingLevel: DEBUG\n"
                      .formatted(i)));
          edited.awaitGeneration(2 + i);
        }
        edited.write("archive.camel.yaml", ARCHIVE.replace("/kept", "/kept/more"));
        edited.awaitGeneration(7);
      } finally {
        end.set(true);
        sending.join();
      }
      assertThat(sent.get()).isPositive();
      assertThat(answers).containsExactly(200);
      dromedary.awaitDelivered();
      assertThat(dromedary.stored().events())
          .hasSize(sent.get())
          .allMatch(event -> event.state().equals("routed"));
      assertThat(kept()).hasSize(sent.get());
    }
  }

  @Test
  void theSecretOfASourceIsRotatedAsThatOfAnyOther() throws Exception {
    write("models.camel.yaml", SOURCE);
    write("archive.camel.yaml", ARCHIVE);
    String other = "another-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    Path secret = folder.resolve("itwin.secret");
    Files.writeString(secret, RunningDromedary.ITWIN_SECRET);

    try (RunningDromedary dromedary =
        RunningDromedary.in(folder)
            .routes(routes)
            .environment("ITWIN_SECRET", "")
            .environment("ITWIN_SECRET_FILE", secret.toString())
            .start()) {
      assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(200);
      Files.writeString(secret, other);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> dromedary.itwin().withSecret(other).send(fresh()).statusCode() == 200);
      assertThat(dromedary.itwin().send(fresh()).statusCode()).isEqualTo(401);
    }
  }

  private static byte[] fresh() {
    return SentEvent.ofType("iModels.iModelDeleted.v1").body();
  }
}
