package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.KafkaBroker;
import io.dromedary.PartnerServer;
import io.dromedary.PostgresServer;
import io.dromedary.Provider;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job: signed callbacks over HTTP, kept, routed, and in all four targets, each of which is
 * a real one: PostgreSQL, Kafka, a folder and an HTTP server.
 */
class EndToEndTest {
  private static final List<SentEvent> SENT = sent();

  private static PostgresServer postgres;
  private static KafkaBroker kafka;
  private static PartnerServer partner;
  private static RunningDromedary dromedary;

  private static final Map<SentEvent, HttpResponse<String>> answers = new LinkedHashMap<>();
  private static Map<String, StoredRows.Event> stored;
  private static final List<Row> rows = new ArrayList<>();
  private static final Map<Path, String> files = new HashMap<>();
  private static List<ConsumerRecord<String, byte[]>> records;

  private record Row(
      String source,
      String eventId,
      String type,
      String domain,
      String subscription,
      String enqueuedAt,
      String receivedAt,
      String payload) {}

  static List<SentEvent> sent() {
    List<SentEvent> sent = new ArrayList<>(SentEvent.oneOfEachType());
    // BuildingConnected spells its types in two ways.
    for (SentEvent event : SentEvent.oneOfEachType()) {
      if (event.domain().equals("bc")) {
        sent.add(
            event
                .with("\"" + event.type() + "\"", "\"" + event.type() + "-1.0\"")
                .expectedAs(event.type() + "-1.0", event.system(), "bc"));
      }
    }
    sent.add(
        SentEvent.ofType("iModels.iModelDeleted.v1")
            .with("iModels.iModelDeleted.v1", "iModels.iModelDeleted.v9")
            .expectedAs("iModels.iModelDeleted.v9", "iModels", "iModels"));
    sent.add(
        SentEvent.ofType("issues.issueCreated.v1")
            .with("issues.issueCreated.v1", "clashDetection.runCompleted.v1")
            .expectedAs("clashDetection.runCompleted.v1", "clashDetection", "clashDetection"));
    sent.add(
        SentEvent.ofType("dm.version.added")
            .with("\"system\":\"data\"", "\"system\":\"autodesk.construction.issues\"")
            .with("\"event\":\"dm.version.added\"", "\"event\":\"issue.created-1.0\"")
            .expectedAs(
                "issue.created-1.0",
                "autodesk.construction.issues",
                "autodesk.construction.issues"));
    sent.add(
        SentEvent.ofType("dm.folder.added")
            .with("\"event\":\"dm.folder.added\"", "\"event\":\"dm.*\"")
            .expectedAs("dm.*", "data", "data"));
    sent.add(
        new SentEvent(
            "aps",
            "/callbacks/aps/adsk.c4r/model.sync",
            ("{\"state\":\"SYNC_COMPLETE\",\"projectId\":\"" + UUID.randomUUID() + "\"}")
                .getBytes(StandardCharsets.UTF_8),
            "model.sync",
            "adsk.c4r",
            "c4r"));
    return sent;
  }

  @BeforeAll
  static void sendAllAndWaitForTheTargets(@TempDir Path folder) throws Exception {
    postgres = PostgresServer.start();
    kafka = KafkaBroker.start();
    partner = PartnerServer.start();
    dromedary =
        RunningDromedary.in(folder)
            .with("dromedary.target.warehouse.url=" + postgres.url())
            .with("dromedary.target.warehouse.user=postgres")
            .with("dromedary.target.bus.brokers=" + kafka.brokers())
            .with("dromedary.target.partner.url=" + partner.url())
            .start();
    Provider itwin = dromedary.itwin();
    Provider aps = dromedary.aps();
    for (SentEvent event : SENT) {
      answers.put(
          event,
          event.source().equals("itwin")
              ? itwin.sendTo(event.path(), event.body())
              : aps.sendTo(
                  event.path(), event.body(), "x-adsk-delivery-id", "a~b/" + UUID.randomUUID()));
    }
    dromedary.awaitDelivered();
    stored = new HashMap<>();
    dromedary.stored().events().forEach(event -> stored.put(text(event.body()), event));
    readWarehouse();
    readArchive();
    records = BusRecords.all(kafka.brokers());
  }

  @AfterAll
  static void stop() throws Exception {
    if (dromedary != null) {
      dromedary.close();
    }
    if (partner != null) {
      partner.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static void readWarehouse() throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select source, event_id, event_type, domain, subscription, enqueued_at,"
                    + " received_at, payload from event")) {
      while (row.next()) {
        rows.add(
            new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8)));
      }
    }
  }

  private static void readArchive() throws Exception {
    Path archive = dromedary.data().resolve("archive");
    try (Stream<Path> found = Files.walk(archive)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(archive.relativize(file), text(Files.readAllBytes(file)));
      }
    }
  }

  // One character for each byte, so that two texts are equal only if the bytes are.
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void thereIsOneOfEachOfThe120TypesAndTheOddOnes() {
    assertThat(SentEvent.oneOfEachType().stream().map(SentEvent::toString).distinct()).hasSize(120);
    assertThat(SENT.stream().map(sent -> text(sent.body())).distinct()).hasSize(SENT.size());
    assertThat(SENT).hasSizeGreaterThan(125);
  }

  @Test
  void everyCallbackIsAnswered200WithABodyAndNoHeaderOfItsOwn() {
    assertThat(answers)
        .allSatisfy(
            (event, answer) -> {
              assertThat(answer.statusCode()).as("answer to %s", event).isEqualTo(200);
              assertThat(answer.body()).isEqualTo("accepted\n");
              assertThat(answer.headers().map().keySet())
                  .isSubsetOf("content-type", "content-length");
            });
  }

  @Test
  void everyEventIsStoredOnceAsWhatItIs() {
    assertThat(stored).hasSize(SENT.size());
    assertThat(SENT)
        .allSatisfy(
            event -> {
              StoredRows.Event row = storedAs(event);
              assertThat(row.source()).isEqualTo(event.source());
              assertThat(row.eventType()).isEqualTo(event.type());
              assertThat(row.system()).isEqualTo(event.system());
              assertThat(row.domain()).isEqualTo(event.domain());
              assertThat(row.state()).isEqualTo("routed");
              assertThat(row.marks()).as("marks of %s", event).isNull();
            });
  }

  @Test
  void everyEventIsOneRowOfTheWarehouse() {
    assertThat(rows).hasSameSizeAs(SENT);
    assertThat(SENT)
        .allSatisfy(
            event -> {
              List<Row> own =
                  rows.stream().filter(row -> row.payload().equals(event.text())).toList();
              assertThat(own).as("rows of %s", event).hasSize(1);
              Row row = own.get(0);
              assertThat(row.source()).isEqualTo(event.source());
              assertThat(row.eventId()).isEqualTo(storedAs(event).eventId());
              assertThat(row.type()).isEqualTo(event.type());
              assertThat(row.domain()).isEqualTo(event.domain());
              assertThat(row.receivedAt()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z");
              if (event.source().equals("itwin")) {
                assertThat(row.subscription()).isNotBlank();
                assertThat(row.enqueuedAt()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
              }
            });
  }

  @Test
  void everyEventIsOneFileOfTheArchiveByteForByte() {
    assertThat(files).hasSameSizeAs(SENT);
    assertThat(SENT)
        .allSatisfy(
            event -> {
              List<Path> own =
                  files.entrySet().stream()
                      .filter(file -> file.getValue().equals(text(event.body())))
                      .map(Map.Entry::getKey)
                      .toList();
              assertThat(own).as("files of %s", event).hasSize(1);
              assertThat(own.get(0).toString().replace('\\', '/'))
                  .matches(
                      event.source()
                          + "/"
                          + event.domain().replace(".", "\\.")
                          + "/\\d{4}/\\d\\d/\\d\\d/[^/]+\\.json");
            });
  }

  @Test
  void everyEventIsOneRecordOfTheBusWithKeyAndHeaders() {
    assertThat(records).hasSameSizeAs(SENT);
    assertThat(SENT)
        .allSatisfy(
            event -> {
              List<ConsumerRecord<String, byte[]>> own =
                  records.stream()
                      .filter(record -> text(record.value()).equals(text(event.body())))
                      .toList();
              assertThat(own).as("records of %s", event).hasSize(1);
              ConsumerRecord<String, byte[]> record = own.get(0);
              String eventId = storedAs(event).eventId();
              assertThat(record.topic())
                  .isEqualTo("dromedary." + event.source() + "." + event.domain());
              assertThat(record.key()).isEqualTo(event.source() + ":" + eventId);
              assertThat(BusRecords.headers(record))
                  .containsEntry("source", event.source())
                  .containsEntry("id", eventId)
                  .containsEntry("type", event.type())
                  .containsEntry("system", event.system())
                  .containsEntry("domain", event.domain());
            });
  }

  @Test
  void everyEventIsOnePostToThePartnerWithAnIdempotencyKey() {
    assertThat(partner.requests()).hasSameSizeAs(SENT);
    assertThat(SENT)
        .allSatisfy(
            event -> {
              List<PartnerServer.Request> own =
                  partner.requests().stream()
                      .filter(request -> text(request.body()).equals(text(event.body())))
                      .toList();
              assertThat(own).as("requests of %s", event).hasSize(1);
              PartnerServer.Request request = own.get(0);
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.header("Idempotency-Key"))
                  .isEqualTo(event.source() + ":" + storedAs(event).eventId());
              assertThat(request.header("Dromedary-Event-Type")).isEqualTo(event.type());
              assertThat(request.header("Dromedary-Domain")).isEqualTo(event.domain());
              assertThat(request.headers().keySet())
                  .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("signature"));
            });
  }

  private static StoredRows.Event storedAs(SentEvent event) {
    return Objects.requireNonNull(stored.get(text(event.body())), event + " is not in the store");
  }
}
