package io.dromedary.validation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route file may hold, from the JSON Schema that comes with Camel's YAML DSL. Its many
 * alternatives are flattened into {@link Shape}s, so that a mistake can be told in one sentence.
 */
final class DslSchema {
  private static final String REFERENCE = "#/items/definitions/";
  private static final String EXPRESSION = "org.apache.camel.model.language.ExpressionDefinition";

  private final DslDefinitions definitions;
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
      Map<String, DslNode> properties,
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

  private DslSchema(DslDefinitions definitions) {
    this.definitions = definitions;
    this.top = shape("", definitions.entry());
  }

  /** Reads it anew: it is large, and not worth keeping. */
  static DslSchema load() {
    return new DslSchema(DslDefinitions.load());
  }

  /** An entry of the list that a file is. */
  Shape top() {
    return top;
  }

  /** What stands behind a schema; null when it is no mapping with known keys. */
  @Nullable Shape of(DslNode schema) {
    String reference = schema.at("$ref").text();
    if (!reference.startsWith(REFERENCE)) {
      return null;
    }
    String name = reference.substring(REFERENCE.length());
    DslNode definition = definitions.named(name);
    if (definition.at("type").text().equals("array")) {
      return null;
    }
    return shapes.computeIfAbsent(name, unread -> shape(name, definition));
  }

  /** The schema of the items, when this is one of a list; else null. */
  @Nullable DslNode items(DslNode schema) {
    DslNode list = schema;
    String reference = schema.at("$ref").text();
    if (reference.startsWith(REFERENCE)) {
      list = definitions.named(reference.substring(REFERENCE.length()));
    }
    return list.at("type").text().equals("array") ? list.at("items") : null;
  }

  private Shape shape(String name, DslNode definition) {
    Map<String, DslNode> properties = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    boolean[] text = new boolean[1];
    Map<String, DslNode> alternatives = new LinkedHashMap<>();
    definition.at("required").items().forEach(key -> required.add(key.text()));
    collect(definition, properties, alternatives, text);
    properties.putAll(alternatives);
    return new Shape(
        name,
        properties,
        Set.copyOf(alternatives.keySet()),
        required,
        text[0],
        definition.at("maxProperties").is(1),
        definition.at("deprecated").isTrue());
  }

  private void collect(
      DslNode definition,
      Map<String, DslNode> properties,
      Map<String, DslNode> alternatives,
      boolean[] text) {
    properties.putAll(definition.at("properties").entries());
    for (DslNode variant : definition.at("oneOf").items()) {
      if (variant.at("type").text().equals("string")) {
        text[0] = true;
      } else {
        collect(variant, properties, alternatives, text);
      }
    }
    for (DslNode group : definition.at("anyOf").items()) {
      for (DslNode alternative : group.at("oneOf").items()) {
        alternatives.putAll(alternative.at("properties").entries());
        String reference = alternative.at("$ref").text();
        if (reference.startsWith(REFERENCE)) {
          collect(
              definitions.named(reference.substring(REFERENCE.length())),
              new HashMap<>(),
              alternatives,
              text);
        }
      }
    }
  }
}
