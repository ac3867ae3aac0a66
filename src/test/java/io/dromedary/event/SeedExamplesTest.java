package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bodies printed on the provider's own pages, word for word. */
class SeedExamplesTest {
  private static final Path FOLDER = Path.of("src/test/resources/seeds");
  private final EnvelopeReader itwin = new EnvelopeReader(EnvelopeSpec.preset("itwin"));

  static List<Path> events() throws IOException {
    return files("-envelope-skeleton.json", false);
  }

  static List<Path> skeletons() throws IOException {
    return files("-envelope-skeleton.json", true);
  }

  private static List<Path> files(String ending, boolean having) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(ending) == having).sorted().toList();
    }
  }

  @Test
  void thereAreFortyFourEventsAndThreeSkeletons() throws IOException {
    assertThat(events()).hasSize(44);
    assertThat(skeletons()).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyExampleIsRead(Path file) throws IOException {
    Envelope envelope = itwin.read(Callbacks.of(Files.readAllBytes(file)));

    String eventType = file.getFileName().toString().replaceAll("^\\d+-|\\.json$", "");
    String api = eventType.substring(0, eventType.indexOf('.'));
    boolean fromTheGuide = file.getFileName().toString().startsWith("003");
    String zero = "00000000-0000-0000-0000-000000000000";
    assertThat(envelope)
        .isEqualTo(
            new Envelope(
                eventType,
                api,
                api,
                fromTheGuide ? zero : "7da4ba7e-3a35-4d97-a1b0-6d453aa97493",
                Instant.parse(fromTheGuide ? "2023-10-12T18:25:39Z" : "2023-11-03T20:07:01Z"),
                fromTheGuide ? zero : "32369e4b-c9ff-47e4-b422-83b97247ce5b",
                fromTheGuide ? zero : "32369e4b-c9ff-47e4-b422-83b97247ce5b",
                null,
                null,
                null));
  }

  @ParameterizedTest
  @MethodSource("skeletons")
  void aSkeletonWithCommentsIsNotJson(Path file) throws IOException {
    Envelope envelope = itwin.read(Callbacks.of(Files.readAllBytes(file)));

    assertThat(envelope.problem()).startsWith("the body is not JSON: not valid at byte ");
    assertThat(envelope.eventType()).isNull();
    assertThat(envelope.duplicateKey()).startsWith("sha256:");
  }
}
