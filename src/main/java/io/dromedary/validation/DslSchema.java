package io.dromedary.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.jspecify.annotations.Nullable;

/**
 * What a route file may hold, from the JSON Schema that comes with Camel's YAML DSL. Its many
 * alternatives are flattened into {@link Shape}s, so that a mistake can be told in one sentence.
 */
final class DslSchema {
  private static final String RESOURCE = "/schema/camelYamlDsl.json";
  private static final String REFERENCE = "#/items/definitions/";
  private static final String EXPRESSION = "org.apache.camel.model.language.ExpressionDefinition";

  private final JsonNode definitions;
  private final Shape top;
  private final Map<String, Shape> shapes = new HashMap<>();

  /**
   * A mapping of the DSL.
   *
   * @param name of its definition; empty for an entry of the file
   * @param properties its keys, and the schema of each
   * @param alternatives those of the keys of which only one can stand, as the languages
   * @param required the keys that must be there
   * @param text whether a text alone may stand in its place: a short form
   * @param single whether it has one key only
   */
  record Shape(
      String name,
      Map<String, JsonNode> properties,
      Set<String> alternatives,
      Set<String> required,
      boolean text,
      boolean single,
      boolean deprecated) {

    /** Whether a language can stand here without the word expression: a short form. */
    boolean shortExpression(String key) {
      return !key.equals("expression")
          && alternatives.contains("expression")
          && alternatives.contains(key);
    }

    boolean isLanguage() {
      return name.startsWith("org.apache.camel.model.language.") && !name.equals(EXPRESSION);
    }
  }

  private DslSchema(JsonNode schema) {
    JsonNode items = schema.path("items");
    this.definitions = items.path("definitions");
    this.top = shape("", items);
  }

  /** Reads it anew: it is large, and not worth keeping. */
  static DslSchema load() {
    try (InputStream in = YamlRoutesBuilderLoader.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("camel-yaml-dsl comes without " + RESOURCE);
      }
      return new DslSchema(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE, e);
    }
  }

  /** An entry of the list that a file is. */
  Shape top() {
    return top;
  }

  /** What stands behind a schema; null when it is no mapping with known keys. */
  @Nullable Shape of(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    if (!reference.startsWith(REFERENCE)) {
      return null;
    }
    String name = reference.substring(REFERENCE.length());
    JsonNode definition = definitions.path(name);
    if (definition.path("type").asText().equals("array")) {
      return null;
    }
    return shapes.computeIfAbsent(name, unread -> shape(name, definition));
  }

  /** The schema of the items, when this is one of a list; else null. */
  @Nullable JsonNode items(JsonNode schema) {
    JsonNode list = schema;
    String reference = schema.path("$ref").asText();
    if (reference.startsWith(REFERENCE)) {
      list = definitions.path(reference.substring(REFERENCE.length()));
    }
    return list.path("type").asText().equals("array") ? list.path("items") : null;
  }

  private Shape shape(String name, JsonNode definition) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    boolean[] text = new boolean[1];
    Map<String, JsonNode> alternatives = new LinkedHashMap<>();
    definition.path("required").forEach(key -> required.add(key.asText()));
    collect(definition, properties, alternatives, text);
    properties.putAll(alternatives);
    return new Shape(
        name,
        properties,
        Set.copyOf(alternatives.keySet()),
        required,
        text[0],
        definition.path("maxProperties").asInt() == 1,
        definition.path("deprecated").asBoolean());
  }

  private void collect(
      JsonNode definition,
      Map<String, JsonNode> properties,
      Map<String, JsonNode> alternatives,
      boolean[] text) {
    definition
        .path("properties")
        .properties()
        .forEach(p -> properties.put(p.getKey(), p.getValue()));
    for (JsonNode variant : definition.path("oneOf")) {
      if (variant.path("type").asText().equals("string")) {
        text[0] = true;
      } else {
        collect(variant, properties, alternatives, text);
      }
    }
    for (JsonNode group : definition.path("anyOf")) {
      for (JsonNode alternative : group.path("oneOf")) {
        alternative
            .path("properties")
            .properties()
            .forEach(p -> alternatives.put(p.getKey(), p.getValue()));
        String reference = alternative.path("$ref").asText();
        if (reference.startsWith(REFERENCE)) {
          collect(
              definitions.path(reference.substring(REFERENCE.length())),
              new HashMap<>(),
              alternatives,
              text);
        }
      }
    }
  }
}
