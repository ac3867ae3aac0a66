package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.KafkaBroker;
import io.dromedary.PartnerServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bodies printed on the provider's own pages, not changed by a byte, each against a store and
 * targets that hold nothing: through the whole runtime, to all targets of its domain.
 */
class SeedExamplesWordForWordTest {
  private static final Path SEEDS = Path.of("src/test/resources/seeds");
  private static final String SHARED_ID = "32369e4b-c9ff-47e4-b422-83b97247ce5b";
  private static final String ID_OF_THE_GUIDE = "00000000-0000-0000-0000-000000000000";

  private static KafkaBroker kafka;
  private static PartnerServer partner;
  private static RunningDromedary dromedary;

  /** What the provider printed, and what it says in it. */
  private record Seed(String name, byte[] body, boolean skeleton) {
    static Seed of(Path file) {
      String name = file.getFileName().toString();
      try {
        return new Seed(name, Files.readAllBytes(file), name.endsWith("-envelope-skeleton.json"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String type() {
      return name.replaceAll("^\\d+-|\\.json$", "");
    }

    String domain() {
      return type().substring(0, type().indexOf('.'));
    }

    String eventId() {
      return name.startsWith("003") ? ID_OF_THE_GUIDE : SHARED_ID;
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    kafka = KafkaBroker.start();
    partner = PartnerServer.start();
    dromedary =
        RunningDromedary.in(folder)
            .with("dromedary.target.bus.brokers=" + kafka.brokers())
            .with("dromedary.target.partner.url=" + partner.url())
            .start();
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
  }

  private static List<Seed> seeds(boolean skeletons) throws IOException {
    try (Stream<Path> files = Files.list(SEEDS)) {
      return files.sorted().map(Seed::of).filter(seed -> seed.skeleton() == skeletons).toList();
    }
  }

  private static Connection warehouse() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + dromedary.data().resolve("warehouse.db"));
  }

  private static Path archive() {
    return dromedary.data().resolve("archive");
  }

  private static List<Path> archived() throws IOException {
    if (!Files.exists(archive())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(archive())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Nothing is known, here or there, of what was sent before. */
  private static void empty() throws Exception {
    dromedary
        .dromedary()
        .store()
        .database()
        .change(
            (writer, effects) -> {
              try (Statement statement = writer.createStatement()) {
                for (String table : List.of("attempt", "delivery", "duplicate_key", "event")) {
                  statement.executeUpdate("delete from " + table);
                }
              }
              return true;
            })
        .get(20, TimeUnit.SECONDS);
    for (Path file : archived()) {
      Files.delete(file);
    }
    try (Connection connection = warehouse();
        Statement statement = connection.createStatement();
        ResultSet table =
            statement.executeQuery("select name from sqlite_master where name = 'event'")) {
      if (table.next()) {
        connection.createStatement().executeUpdate("delete from event");
      }
    }
  }

  private static void send(Seed seed) throws Exception {
    assertThat(dromedary.itwin().send(seed.body()).statusCode()).as(seed.name()).isEqualTo(200);
    dromedary.awaitDelivered();
  }

  private static void assertOneRow(Seed seed) throws SQLException {
    try (Connection connection = warehouse();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select source, event_id, event_type, domain, cast(payload as blob) from event")) {
      assertThat(row.next()).as(seed.name()).isTrue();
      assertThat(row.getString(1)).isEqualTo("itwin");
      assertThat(row.getString(2)).as(seed.name()).isEqualTo(seed.eventId());
      assertThat(row.getString(3)).as(seed.name()).isEqualTo(seed.type());
      assertThat(row.getString(4)).as(seed.name()).isEqualTo(seed.domain());
      assertThat(row.getBytes(5)).as(seed.name()).isEqualTo(seed.body());
      assertThat(row.next()).as("another row, of %s", seed.name()).isFalse();
    }
  }

  @Test
  void everyExampleReachesAllTargetsOfItsDomainUnchanged() throws Exception {
    List<Seed> seeds = seeds(false);
    assertThat(seeds).hasSize(44);
    int before = partner.requests().size();
    for (Seed seed : seeds) {
      empty();

      send(seed);

      assertThat(dromedary.stored().events())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.eventId()).as(seed.name()).isEqualTo(seed.eventId());
                assertThat(event.eventType()).isEqualTo(seed.type());
                assertThat(event.domain()).isEqualTo(seed.domain());
                assertThat(event.state()).as(seed.name()).isEqualTo("routed");
                assertThat(event.marks()).as(seed.name()).isNull();
                assertThat(event.body()).as(seed.name()).isEqualTo(seed.body());
              });
      assertOneRow(seed);
      assertThat(archived())
          .singleElement()
          .satisfies(
              file -> {
                assertThat(Files.readAllBytes(file)).as(seed.name()).isEqualTo(seed.body());
                assertThat(archive().relativize(file).getName(1))
                    .as(seed.name())
                    .hasToString(seed.domain());
                assertThat(file).hasFileName(seed.eventId() + ".json");
              });
      assertThat(partner.requests()).as(seed.name()).hasSize(++before);
      PartnerServer.Request request = partner.requests().get(before - 1);
      assertThat(request.body()).as(seed.name()).isEqualTo(seed.body());
      assertThat(request.header("Idempotency-Key")).isEqualTo("itwin:" + seed.eventId());
    }
    assertOnTheBus(seeds);
  }

  /** In the order in which they were sent, topic by topic. */
  private static void assertOnTheBus(List<Seed> seeds) {
    Map<String, List<Seed>> expected = new HashMap<>();
    seeds.forEach(
        seed ->
            expected
                .computeIfAbsent("dromedary.itwin." + seed.domain(), t -> new ArrayList<>())
                .add(seed));
    Map<String, List<ConsumerRecord<String, byte[]>>> found = new HashMap<>();
    BusRecords.all(kafka.brokers())
        .forEach(
            record -> found.computeIfAbsent(record.topic(), t -> new ArrayList<>()).add(record));
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (topic, sent) -> {
          List<ConsumerRecord<String, byte[]>> records = found.getOrDefault(topic, List.of());
          assertThat(records.stream().map(r -> text(r.value())))
              .as(topic)
              .containsExactlyInAnyOrderElementsOf(
                  sent.stream().map(seed -> text(seed.body())).toList());
          assertThat(records)
              .extracting(ConsumerRecord::key)
              .hasSameElementsAs(
                  sent.stream().map(seed -> "itwin:" + seed.eventId()).distinct().toList());
        });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aSkeletonWithCommentsIsKeptAsItIsAndParkedWhereItCouldNotBeRead() throws Exception {
    List<Seed> skeletons = seeds(true);
    assertThat(skeletons).hasSize(3);
    int before = partner.requests().size();
    for (Seed skeleton : skeletons) {
      empty();

      send(skeleton);

      assertThat(text(skeleton.body())).contains("//");
      assertThat(dromedary.stored().events())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.state()).as(skeleton.name()).isEqualTo("parked");
                assertThat(event.stage()).as(skeleton.name()).isEqualTo("read");
                assertThat(event.eventType()).isNull();
                assertThat(event.body()).as(skeleton.name()).isEqualTo(skeleton.body());
              });
      assertThat(archived()).isEmpty();
    }
    assertThat(partner.requests()).hasSize(before);
  }
}
