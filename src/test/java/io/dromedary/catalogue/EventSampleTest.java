package io.dromedary.catalogue;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.event.Callback;
import io.dromedary.event.Envelope;
import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.EnvelopeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSampleTest {
  private static final Instant NOW = Instant.parse("2026-03-04T15:06:07.089Z");
  private final Random random = new Random(1);

  static List<EventEntry> all() {
    return Catalogue.shipped().listed();
  }

  static List<EventEntry> everyEntry() {
    return Catalogue.shipped().entries();
  }

  @Test
  void everyDomainHasItsNumberOfEventTypes() {
    assertThat(all().stream().collect(groupingBy(s -> s.source() + "/" + s.domain(), counting())))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("itwin/accessControl", 5L),
                Map.entry("itwin/changedElements", 2L),
                Map.entry("itwin/export", 1L),
                Map.entry("itwin/forms", 9L),
                Map.entry("itwin/iModels", 5L),
                Map.entry("itwin/iTwins", 3L),
                Map.entry("itwin/issues", 9L),
                Map.entry("itwin/realityAnalysis", 1L),
                Map.entry("itwin/realityConversion", 1L),
                Map.entry("itwin/realityModeling", 2L),
                Map.entry("itwin/synchronization", 1L),
                Map.entry("itwin/transformations", 1L),
                Map.entry("aps/data", 20L),
                Map.entry("aps/derivative", 2L),
                Map.entry("aps/c4r", 2L),
                Map.entry("aps/flc", 7L),
                Map.entry("aps/cost", 43L),
                Map.entry("aps/bc", 6L)));
  }

  @Test
  void noEventTypeIsThereTwice() {
    assertThat(all())
        .hasSize(120)
        .extracting(s -> s.system() + "/" + s.type())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("everyEntry")
  void aBodyIsReadAsWhatItIsASampleOf(EventEntry sample) {
    Envelope envelope = read(sample);

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.eventType()).isEqualTo(sample.type());
    assertThat(envelope.system()).isEqualTo(sample.system());
    assertThat(envelope.domain()).isEqualTo(sample.domain());
    assertThat(envelope.subscription()).isNotNull();
    assertThat(envelope.enqueuedAt())
        .isEqualTo(sample.source().equals("itwin") ? Instant.parse("2026-03-04T15:06:07Z") : null);
    assertThat(text(sample)).doesNotContain("${");
  }

  @Test
  void whatNoEntrySetsIsLeftOutOfItsEnvelope() {
    assertThat(Catalogue.shipped().entries())
        .extracting(entry -> entry.sample().template())
        .noneMatch(template -> template.contains(":null"))
        .filteredOn(template -> template.contains("adsk.upchain"))
        .hasSize(4)
        .noneMatch(template -> template.contains("\"tenant\""));
  }

  @Test
  void noTwoBodiesAreTakenForDuplicates() {
    Set<String> keys = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      for (EventEntry sample : everyEntry()) {
        assertThat(keys.add(String.valueOf(read(sample).duplicateKey())))
            .as(sample.type())
            .isTrue();
      }
    }
  }

  @Test
  void theContentOfItwinIsThatOfThePage() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (EventEntry sample : all()) {
      if (sample.source().equals("itwin")) {
        JsonNode body = mapper.readTree(sample.body(random, NOW));
        Path page = Path.of("src/test/resources/seeds/001-" + sample.type() + ".json");
        ObjectNode printed = (ObjectNode) mapper.readTree(page.toFile());
        printed.set("messageId", body.get("messageId"));
        printed.put("enqueuedDateTime", "3/4/2026 3:06:07 PM");
        // As text, so that the order of keys counts too.
        assertThat(body.toString()).isEqualTo(printed.toString());
      }
    }
  }

  @Test
  void aTimeInMillisecondsIsANumber() {
    EventEntry extraction =
        all().stream()
            .filter(s -> s.type().equals("extraction.finished"))
            .findFirst()
            .orElseThrow();

    assertThat(text(extraction)).contains("\"TimeStamp\":1772636767089,");
  }

  private Envelope read(EventEntry sample) {
    return new EnvelopeReader(EnvelopeSpec.preset(sample.source()))
        .read(new Callback(sample.body(random, NOW), Map.of(), Map.of()));
  }

  private String text(EventEntry sample) {
    return new String(sample.body(random, NOW), StandardCharsets.UTF_8);
  }
}
