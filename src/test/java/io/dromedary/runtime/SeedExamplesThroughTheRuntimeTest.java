package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bodies printed on the provider's own pages, word for word, sent to the whole runtime. */
class SeedExamplesThroughTheRuntimeTest {
  private static final Path SEEDS = Path.of("src/test/resources/seeds");

  /** On every printed example but one. */
  private static final String SHARED_ID = "32369e4b-c9ff-47e4-b422-83b97247ce5b";

  private final RunningDromedary dromedary;

  SeedExamplesThroughTheRuntimeTest(@TempDir Path folder) throws Exception {
    dromedary = RunningDromedary.in(folder).start();
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  private static List<Path> seeds(boolean skeletons) throws IOException {
    try (Stream<Path> files = Files.list(SEEDS)) {
      return files
          .filter(file -> file.toString().endsWith("-envelope-skeleton.json") == skeletons)
          .sorted()
          .toList();
    }
  }

  private void send(byte[] body) throws Exception {
    assertThat(dromedary.itwin().send(body).statusCode()).isEqualTo(200);
  }

  @Test
  void anExampleWithAnIdOfItsOwnIsDeliveredInTheDomainOfItsApi() throws Exception {
    List<String> expected = new ArrayList<>();
    for (Path seed : seeds(false)) {
      String text = Files.readString(seed);
      String id = UUID.randomUUID().toString();
      String own = text.replaceAll("(\"messageId\"\\s*:\\s*\")[^\"]+", "$1" + id);
      send(own.getBytes(StandardCharsets.UTF_8));
      String api = seed.getFileName().toString().replaceAll("^\\d+-|\\..*", "");
      expected.add(api + "/" + id + ".json");
    }
    dromedary.awaitDelivered();

    assertThat(expected).hasSize(44);
    assertThat(archived()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(dromedary.stored().events())
        .hasSize(44)
        .allMatch(event -> event.state().equals("routed") && event.marks() == null);
  }

  @Test
  void ofExamplesThatShareAnIdTheFirstIsItsEventAndTheOthersAreConflicts() throws Exception {
    for (Path seed : seeds(false)) {
      send(Files.readAllBytes(seed));
    }
    dromedary.awaitDelivered();

    List<StoredRows.Event> events = dromedary.stored().events();
    List<StoredRows.Event> unmarked =
        events.stream().filter(event -> event.marks() == null).toList();
    List<StoredRows.Event> conflicts =
        events.stream().filter(event -> "conflict".equals(event.marks())).toList();
    // The example of the guide has an id of zeros; two pages print iTwinDeleted in the same bytes.
    assertThat(unmarked)
        .extracting(StoredRows.Event::eventId)
        .containsExactly(SHARED_ID, "00000000-0000-0000-0000-000000000000");
    assertThat(unmarked.size() + conflicts.size()).isEqualTo(events.size());
    assertThat(conflicts).hasSize(42);
    assertThat(conflicts).extracting(StoredRows.Event::eventId).doesNotHaveDuplicates();
    assertThat(archived()).hasSameSizeAs(events);
  }

  @Test
  void aSkeletonIsAnswered200ParkedAndDeliveredNowhere() throws Exception {
    for (Path skeleton : seeds(true)) {
      send(Files.readAllBytes(skeleton));
    }
    dromedary.awaitDelivered();

    // Two pages print the same bytes.
    assertThat(dromedary.stored().events())
        .hasSize(2)
        .allMatch(event -> event.state().equals("parked") && "read".equals(event.stage()));
    assertThat(archived()).isEmpty();
    assertThat(dromedary.metrics().body())
        .contains("dromedary_parked_total{source=\"itwin\",stage=\"read\"} 2.0")
        .contains("dromedary_dead_letters{stage=\"read\"} 2.0");
  }

  /** As {@code <domain>/<file>}. */
  private List<String> archived() throws IOException {
    Path archive = dromedary.data().resolve("archive").resolve("itwin");
    if (!Files.exists(archive)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .filter(Files::isRegularFile)
          .map(archive::relativize)
          .map(file -> file.getName(0) + "/" + file.getFileName())
          .toList();
    }
  }
}
