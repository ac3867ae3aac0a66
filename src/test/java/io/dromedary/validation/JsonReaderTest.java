package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.tooling.model.JsonMapper;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptions say the same as by Camel's own reader. */
class JsonReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "META-INF/org/apache/camel/component/kafka/kafka.json",
        "META-INF/org/apache/camel/component/file/file.json",
        "META-INF/org/apache/camel/component/jdbc/jdbc.json",
        "META-INF/io/dromedary/inbox/inbox.json"
      })
  void aComponentHasTheSameOptions(String resource) throws IOException {
    String json = text(resource);
    JsonObject others = JsonMapper.deserialize(json);
    others.remove("headers");

    assertThat(written(JsonReader.read(resource, json, Set.of("headers"))))
        .isEqualTo(written(others));
  }

  private static String written(JsonObject component) {
    return JsonMapper.createParameterJsonSchema(JsonMapper.generateComponentModel(component));
  }

  @Test
  void aStepHasTheSameOptions() throws IOException {
    String resource = "META-INF/org/apache/camel/model/aggregate.json";
    String json = text(resource);

    assertThat(
            JsonMapper.createParameterJsonSchema(
                JsonMapper.generateEipModel(JsonReader.read(resource, json, Set.of()))))
        .isEqualTo(JsonMapper.createParameterJsonSchema(JsonMapper.generateEipModel(json)));
  }

  @Test
  void whatIsLeftOutIsLeftOutAtTheTopOnly() {
    assertThat(
            JsonReader.read(
                "x.json", "{\"headers\": {\"a\": [1]}, \"b\": {\"headers\": 2}}", Set.of("headers")))
        .hasToString("{b={headers=2}}");
  }

  @Test
  void whatIsNoDescriptionIsRefusedByItsName() {
    assertThatThrownBy(() -> JsonReader.read("x/y.json", "{\"a\":", Set.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("x/y.json");
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = JsonReaderTest.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
