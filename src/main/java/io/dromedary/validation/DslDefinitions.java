package io.dromedary.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;

/**
 * The definitions in the schema of Camel's YAML DSL, each read when it is asked for: the schema has
 * 800 KB, and a set of routes uses a tenth of it. They are found by the indentation that Camel's
 * build gives them.
 */
final class DslDefinitions {
  private static final String RESOURCE = "/schema/camelYamlDsl.json";
  private static final String BEFORE = "\n    \"definitions\" : {";
  private static final String AFTER = "\n    },";
  private static final String NAME = "\n      \"";
  private static final String END = "\n      }";
  private static final DslNode NOTHING = new DslNode(null);

  private final String text;
  private final DslNode entry;
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, DslNode> read = new HashMap<>();

  private DslDefinitions(String text) {
    this.text = text;
    int before = text.indexOf(BEFORE);
    int after = text.indexOf(AFTER, before);
    if (before < 0 || after < 0) {
      throw new IllegalStateException(RESOURCE + " is not laid out as that of Camel 4.18");
    }
    for (int at = text.indexOf(NAME, before);
        at >= 0 && at < after;
        at = text.indexOf(NAME, at + 1)) {
      int name = at + NAME.length();
      int quote = text.indexOf('"', name);
      places.put(text.substring(name, quote), text.indexOf('{', quote));
    }
    this.entry =
        parsed(text.substring(0, before) + text.substring(after + AFTER.length())).at("items");
  }

  static DslDefinitions load() {
    try (InputStream in = YamlRoutesBuilderLoader.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("camel-yaml-dsl comes without " + RESOURCE);
      }
      return new DslDefinitions(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE, e);
    }
  }

  /** The schema of an entry of a route file. */
  DslNode entry() {
    return entry;
  }

  /** A definition; nothing when there is none of this name. */
  DslNode named(String name) {
    Integer place = places.get(name);
    if (place == null) {
      return NOTHING;
    }
    return read.computeIfAbsent(
        name,
        unread -> parsed(text.substring(place, text.indexOf(END, place) + END.length())));
  }

  private static DslNode parsed(String json) {
    return new DslNode(JsonReader.read(RESOURCE, json, Set.of()));
  }
}
