package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Layouts of JSON are those of the serialisers they are named for. */
class JsonLayoutTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonLayout layout(String name) {
    return JsonLayout.USUAL.stream()
        .filter(layout -> layout.name().startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  @Provide
  Arbitrary<JsonNode> documents() {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).map(JsonNodeFactory.instance::textNode),
            Arbitraries.integers().map(JsonNodeFactory.instance::numberNode),
            Arbitraries.of(true, false).map(JsonNodeFactory.instance::booleanNode));
    return Arbitraries.recursive(() -> scalars, JsonLayoutTest::containers, 1, 4);
  }

  private static Arbitrary<JsonNode> containers(Arbitrary<JsonNode> inner) {
    return Arbitraries.oneOf(
        inner
            .list()
            .ofMaxSize(3)
            .map(
                items -> {
                  ArrayNode array = JsonNodeFactory.instance.arrayNode();
                  items.forEach(array::add);
                  return array;
                }),
        inner
            .list()
            .ofMaxSize(3)
            .map(
                items -> {
                  ObjectNode object = JsonNodeFactory.instance.objectNode();
                  items.forEach(item -> object.set("k" + object.size() + "\"", item));
                  return object;
                }));
  }

  @Property
  void whateverTheLayoutItIsTheSameJson(@ForAll("documents") JsonNode document) throws Exception {
    String compact = document.toString();
    for (JsonLayout layout : JsonLayout.USUAL) {
      String written = Objects.requireNonNull(layout.of(compact), layout.name());
      assertThat(JSON.readTree(written)).isEqualTo(document);
      assertThat(layout("compact").of(written)).isEqualTo(compact);
    }
  }

  @Property
  void jacksonsLayoutIsThatOfJackson(@ForAll("documents") JsonNode document) throws Exception {
    assertThat(layout("indented as Jackson").of(document.toString()))
        .isEqualToNormalizingNewlines(
            JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
  }

  @Property
  void ofWhatIsNoJsonNothingIsMadeUp(@ForAll String text) {
    for (JsonLayout layout : JsonLayout.USUAL) {
      String written = layout.of(text);
      if (written != null) {
        assertThat(written.replaceAll("\\s", "")).isEqualTo(text.replaceAll("\\s", ""));
      }
    }
  }

  @Test
  void brokenJsonHasNoLayout() {
    for (String broken : new String[] {"", "x", "{", "{\"a", "[1}", "}", "{\"a\":1", "[]]"}) {
      assertThat(layout("compact").of(broken)).as(broken).isNull();
    }
  }

  @Test
  void whatIsNestedDeeperThanAnyoneWritesHasNoLayout() {
    for (JsonLayout layout : JsonLayout.USUAL) {
      assertThat(layout.of("[".repeat(200) + "]".repeat(200))).as(layout.name()).isNotNull();
      assertThat(layout.of("[".repeat(201) + "1" + "]".repeat(201))).as(layout.name()).isNull();
      assertThat(layout.of("{\"a\":".repeat(201) + "1" + "}".repeat(201)))
          .as(layout.name())
          .isNull();
    }
  }

  @Test
  void whatWouldBecomeMuchLargerHasNoLayout() {
    String deep = "[".repeat(150) + "1,".repeat(30_000) + "1" + "]".repeat(150);

    assertThat(layout("indented by 4").of(deep)).isNull();
    assertThat(layout("compact").of(deep)).isEqualTo(deep);
  }
}
