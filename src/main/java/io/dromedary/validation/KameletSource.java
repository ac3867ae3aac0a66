package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What a route that starts at a Kamelet of a source means: that it starts at an inbox, and the
 * callback routes and the bean that somebody would write in place of the Kamelet. So they are
 * looked at as if they stood in the file.
 */
final class KameletSource {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\??)([^{}:?]+)}}");

  /** Of the inbox where events are routed; the others are those of a callback route. */
  private static final Set<String> OF_THE_CONSUMER =
      Set.of("callback", "signature", "concurrency", "schemaCheck");

  private final Kamelet kamelet;
  private final Map<String, String> values;
  private final Optional<Mark> at;
  private final String bean;

  private KameletSource(
      Kamelet kamelet, Map<String, String> values, Optional<Mark> at, String bean) {
    this.kamelet = kamelet;
    this.values = values;
    this.at = at;
    this.bean = bean;
  }

  /**
   * @param inbox the endpoint at which events are routed
   * @param bean the definition of the signature processor
   * @param callbacks the definitions of the routes that take callbacks
   */
  record Meaning(
      String inbox, Map<String, String> options, @Nullable Node bean, List<Node> callbacks) {}

  /**
   * What it means; null when it is no source of callbacks.
   *
   * @param given values of its properties
   * @param at where it is used
   * @param bean a name for the signature processor, which nobody else has
   */
  static @Nullable Meaning of(
      Kamelet kamelet, Map<String, String> given, Optional<Mark> at, String bean) {
    Map<String, String> values = new LinkedHashMap<>();
    kamelet
        .properties()
        .forEach(
            (name, property) -> {
              String standard = property.standard();
              if (standard != null) {
                values.put(name, standard);
              }
            });
    values.putAll(given);
    return new KameletSource(kamelet, values, at, bean).meaning();
  }

  private @Nullable Meaning meaning() {
    Node from = value(kamelet.template(), "from");
    String inbox = filled(text(value(from, "uri")));
    if (inbox == null || !inbox.startsWith("inbox:")) {
      return null;
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (NodeTuple option : entries(value(from, "parameters"))) {
      String filled = filled(text(option.getValueNode()));
      if (filled != null) {
        options.put(text(option.getKeyNode()), filled);
      }
    }
    String paths = options.get("callback");
    if (paths == null) {
      return null;
    }
    List<Node> callbacks = new ArrayList<>();
    for (String path : paths.split(",")) {
      callbacks.add(callback(path.strip(), inbox, options));
    }
    return new Meaning(inbox, options, signature(), callbacks);
  }

  private Node callback(String path, String inbox, Map<String, String> options) {
    List<NodeTuple> kept = new ArrayList<>();
    options.forEach(
        (name, value) -> {
          if (!OF_THE_CONSUMER.contains(name)) {
            kept.add(entry(name, scalar(value)));
          }
        });
    Node process = map(entry("process", map(entry("ref", scalar(bean)))));
    Node keep =
        map(entry("to", map(entry("uri", scalar(inbox)), entry("parameters", mapping(kept)))));
    return map(
        entry(
            "from",
            map(
                entry("uri", scalar("platform-http:" + path)),
                entry("parameters", map(entry("httpMethodRestrict", scalar("POST")))),
                entry("steps", sequence(List.of(process, keep))))));
  }

  private @Nullable Node signature() {
    for (Node defined : items(value(kamelet.template(), "beans"))) {
      if (text(value(defined, "type")).endsWith("SignatureProcessor")) {
        List<NodeTuple> properties = new ArrayList<>();
        for (NodeTuple property : entries(value(defined, "properties"))) {
          String filled = filled(text(property.getValueNode()));
          if (filled != null) {
            properties.add(entry(text(property.getKeyNode()), scalar(filled)));
          }
        }
        return map(
            entry("name", scalar(bean)),
            entry("type", scalar(text(value(defined, "type")).replaceFirst("^#class:", ""))),
            entry("properties", mapping(properties)));
      }
    }
    return null;
  }

  /** Null when an optional property has no value. */
  private @Nullable String filled(String text) {
    StringBuilder filled = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      String value = values.get(placeholder.group(2));
      if (value == null && !placeholder.group(1).isEmpty()) {
        return null;
      }
      placeholder.appendReplacement(
          filled, Matcher.quoteReplacement(value == null ? placeholder.group() : value));
    }
    return placeholder.appendTail(filled).toString();
  }

  private Node scalar(String value) {
    return new ScalarNode(Tag.STR, true, value, ScalarStyle.DOUBLE_QUOTED, at, at);
  }

  private NodeTuple entry(String key, Node value) {
    return new NodeTuple(scalar(key), value);
  }

  private Node map(NodeTuple... entries) {
    return mapping(List.of(entries));
  }

  private Node mapping(List<NodeTuple> entries) {
    return new MappingNode(Tag.MAP, true, entries, FlowStyle.BLOCK, at, at);
  }

  private Node sequence(List<Node> items) {
    return new SequenceNode(Tag.SEQ, true, items, FlowStyle.BLOCK, at, at);
  }
}
