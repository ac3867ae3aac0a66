package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What a Kamelet says of itself.
 *
 * @param type source, sink or action; empty when it does not say
 * @param properties in the order of its file
 * @param required the names of those that have to be given
 * @param template the route that it stands for
 */
record Kamelet(
    String name,
    String type,
    Map<String, Property> properties,
    Set<String> required,
    @Nullable Node template) {

  /**
   * A property.
   *
   * @param type string, integer, number, boolean, ...; empty when it does not say
   * @param format for example password; empty when it does not say
   * @param pattern a regular expression; null when any text will do
   * @param values the only ones; empty when any will do
   * @param standard the value when none is given; null when there is none
   */
  record Property(
      String type,
      String format,
      @Nullable String pattern,
      List<String> values,
      @Nullable String standard) {}

  /** Reads the document of a Kamelet. */
  static Kamelet of(String name, @Nullable Node document) {
    Node spec = value(document, "spec");
    Node definition = value(spec, "definition");
    Map<String, Property> properties = new LinkedHashMap<>();
    for (NodeTuple entry : entries(value(definition, "properties"))) {
      properties.put(text(entry.getKeyNode()), property(entry.getValueNode()));
    }
    Set<String> required = new TreeSet<>();
    items(value(definition, "required")).forEach(item -> required.add(text(item)));
    return new Kamelet(
        name,
        text(value(value(value(document, "metadata"), "labels"), "camel.apache.org/kamelet.type")),
        properties,
        required,
        value(spec, "template"));
  }

  private static Property property(Node node) {
    Node pattern = value(node, "pattern");
    Node standard = value(node, "default");
    return new Property(
        text(value(node, "type")),
        text(value(node, "format")),
        pattern == null ? null : text(pattern),
        items(value(node, "enum")).stream().map(Yaml::text).toList(),
        standard == null ? null : text(standard));
  }
}
