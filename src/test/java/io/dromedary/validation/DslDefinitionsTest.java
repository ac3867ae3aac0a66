package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.junit.jupiter.api.Test;

/** What is cut out of the schema of Camel's YAML DSL is what stands in it. */
class DslDefinitionsTest {
  private final DslDefinitions definitions = DslDefinitions.load();

  @Test
  void eachDefinitionIsThatOfTheWholeSchema() throws IOException {
    JsonNode all = items().path("definitions");

    assertThat(all.size()).isGreaterThan(200);
    for (Map.Entry<String, JsonNode> one : all.properties()) {
      assertThat(definitions.named(one.getKey()).value())
          .as(one.getKey())
          .isEqualTo(whole(one.getValue()));
    }
  }

  @Test
  void anEntryIsThatOfTheWholeSchemaWithoutThem() throws IOException {
    ObjectNode rest = items().deepCopy();
    rest.remove("definitions");

    assertThat(definitions.entry().value()).isEqualTo(whole(rest));
  }

  @Test
  void aNameThatIsNoneHasNoDefinition() {
    assertThat(definitions.named("org.apache.camel.model.Nothing"))
        .isEqualTo(new DslNode(null));
  }

  private static Object whole(JsonNode json) {
    return new ObjectMapper().convertValue(json, Object.class);
  }

  private static ObjectNode items() throws IOException {
    try (InputStream in =
        YamlRoutesBuilderLoader.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return (ObjectNode)
          new ObjectMapper().readTree(Objects.requireNonNull(in)).path("items");
    }
  }
}
