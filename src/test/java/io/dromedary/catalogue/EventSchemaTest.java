package io.dromedary.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dromedary.catalogue.Known.Exactly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemaTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema DIALECT =
      REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

  static List<EventEntry> entries() {
    return Catalogue.shipped().entries();
  }

  static List<Path> printed() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/seeds"))) {
      return files.filter(file -> !file.toString().contains("skeleton")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aSchemaIsOne(EventEntry entry) {
    assertThat(DIALECT.validate(EventSchema.of(entry))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aSampleIsValid(EventEntry entry) {
    byte[] body = entry.body(new Random(3), Instant.parse("2026-03-04T15:06:07.089Z"));

    assertThat(mistakes(entry, new String(body, StandardCharsets.UTF_8))).isEmpty();
    assertThat(mistakes(entry, entry.sample().example())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("printed")
  void whatTheProviderPrintsIsValid(Path file) throws IOException {
    String body = Files.readString(file);
    JsonNode type = new ObjectMapper().readTree(body).get("eventType");
    Known known = Catalogue.shipped().find("itwin", null, type.asText());

    assertThat(known).isInstanceOf(Exactly.class);
    assertThat(mistakes(((Exactly) known).entry(), body)).isEmpty();
  }

  @Test
  void thereAreFortyFourExamples() throws IOException {
    assertThat(printed()).hasSize(44);
  }

  private static List<?> mistakes(EventEntry entry, String body) {
    return REGISTRY.getSchema(EventSchema.of(entry)).validate(body, InputFormat.JSON);
  }
}
