package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.event.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The keys and values of one mapping of a YAML file, read as what they should be; what is not, is
 * noted as a mistake with its place, and read as if it were not there.
 */
final class YamlSection {
  private static final int MAX_DEPTH = 50;

  private final String file;
  private final List<Mistake> mistakes;
  private final String what;
  private final @Nullable Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new HashMap<>();

  private YamlSection(String file, List<Mistake> mistakes, String what, @Nullable Node node) {
    this.file = file;
    this.mistakes = mistakes;
    this.what = what;
    this.node = node;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          if (keys.put(key.getValue(), key) != null) {
            note(key, key.getValue() + " is there twice in " + what + "; leave one");
          }
          values.put(key.getValue(), tuple.getValueNode());
        } else {
          note(tuple.getKeyNode(), "a key must be a word");
        }
      }
    } else if (node != null) {
      note(node, what + " must be keys with values (key: value)");
    }
  }

  /**
   * The whole of a file.
   *
   * @param mistakes gets what is wrong, now and later
   */
  static YamlSection of(String file, String text, List<Mistake> mistakes) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      Optional<Node> document =
          new Composer(settings, new BoundedParser(parser, MAX_DEPTH)).getSingleNode();
      return new YamlSection(file, mistakes, "an event catalogue", document.orElse(null));
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(null);
      mistakes.add(
          new Mistake(
              file,
              mark == null ? 0 : mark.getLine() + 1,
              mark == null ? 0 : mark.getColumn() + 1,
              (e instanceof BoundedParser.BeyondException ? "" : "this is not YAML: ")
                  + e.getProblem()));
    } catch (YamlEngineException e) {
      mistakes.add(new Mistake(file, 0, 0, "this is not YAML: " + e.getMessage()));
    }
    return new YamlSection(file, mistakes, "an event catalogue", null);
  }

  /** Notes each key that is none of these. */
  YamlSection knowing(String... names) {
    List<String> known = List.of(names);
    keys.forEach(
        (key, at) -> {
          if (!known.contains(key)) {
            note(
                at,
                "unknown key '"
                    + key
                    + "' in "
                    + what
                    + "."
                    + Suggestion.didYouMean(key, known)
                    + " Known are "
                    + String.join(", ", new TreeSet<>(known)));
          }
        });
    return this;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** The text of a key; null when it is not there. */
  @Nullable String text(String key) {
    Node value = values.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank() && !isNull(scalar)) {
      return scalar.getValue().strip();
    }
    note(value, key + " of " + what + " must be a text");
    return null;
  }

  /** The text of a key that must be there; empty when it is not. */
  String requiredText(String key) {
    if (!values.containsKey(key)) {
      note(node, key + " is missing in " + what);
      return "";
    }
    String text = text(key);
    return text == null ? "" : text;
  }

  /** One of some words; null when it is not there. */
  @Nullable String word(String key, List<String> words) {
    String word = text(key);
    return word == null || isOneOf(key, word, words) ? word : null;
  }

  /** Several of some words. */
  List<String> words(String key, List<String> words) {
    return texts(key).stream().filter(word -> isOneOf(key, word, words)).toList();
  }

  private boolean isOneOf(String key, String word, List<String> words) {
    if (words.contains(word)) {
      return true;
    }
    note(
        values.get(key),
        key
            + " of "
            + what
            + " is '"
            + word
            + "'; it must be one of "
            + String.join(", ", words)
            + "."
            + Suggestion.didYouMean(word, words));
    return false;
  }

  /** Whether a key is true; false when it is not there. */
  boolean flag(String key) {
    Node value = values.get(key);
    if (value == null) {
      return false;
    }
    if (value instanceof ScalarNode scalar && Tag.BOOL.equals(scalar.getTag())) {
      return Boolean.parseBoolean(scalar.getValue());
    }
    note(value, key + " of " + what + " must be true or false");
    return false;
  }

  /** The texts of a list, or the only one. */
  List<String> texts(String key) {
    Node value = values.get(key);
    List<String> texts = new ArrayList<>();
    if (value instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        if (element instanceof ScalarNode scalar && !isNull(scalar)) {
          texts.add(scalar.getValue().strip());
        } else {
          note(element, key + " of " + what + " must be texts");
        }
      }
    } else if (value != null) {
      String text = text(key);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The section below a key, which is empty when it is not there. */
  YamlSection section(String key, String name) {
    return new YamlSection(file, mistakes, name, values.get(key));
  }

  /** The sections of a list below a key. */
  List<YamlSection> sections(String key, String name) {
    Node value = values.get(key);
    if (value instanceof SequenceNode sequence) {
      return sequence.getValue().stream()
          .map(element -> new YamlSection(file, mistakes, name, element))
          .toList();
    }
    if (value != null) {
      note(value, key + " of " + what + " must be a list (a line with - for each)");
    }
    return List.of();
  }

  /** Each key of this section, whatever its name, with what is below it. */
  <T> Map<String, T> each(BiFunction<YamlSection, String, T> read) {
    Map<String, T> all = new LinkedHashMap<>();
    values.keySet().forEach(key -> all.put(key, read.apply(this, key)));
    return all;
  }

  /** The value of a key as JSON; null when it is not there. */
  @Nullable JsonNode tree(String key) {
    Node value = values.get(key);
    return value == null ? null : json(value, 0);
  }

  /** The value of a key as a JSON object, which is empty when it is not there. */
  ObjectNode object(String key) {
    JsonNode tree = tree(key);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    if (tree != null) {
      note(values.get(key), key + " of " + what + " must be a JSON object");
    }
    return JsonNodeFactory.instance.objectNode();
  }

  /** Notes what is wrong with a key; with the section when it does not have it. */
  void note(String key, String message) {
    note(values.containsKey(key) ? values.get(key) : node, message);
  }

  private void note(@Nullable Node at, String message) {
    Mark mark = at == null ? null : at.getStartMark().orElse(null);
    mistakes.add(
        new Mistake(
            file,
            mark == null ? 0 : mark.getLine() + 1,
            mark == null ? 0 : mark.getColumn() + 1,
            message));
  }

  private JsonNode json(Node value, int depth) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (depth > MAX_DEPTH) {
      note(value, "this is nested deeper than " + MAX_DEPTH + " levels");
      return json.nullNode();
    }
    if (value instanceof MappingNode mapping) {
      ObjectNode object = json.objectNode();
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          object.set(key.getValue(), json(tuple.getValueNode(), depth + 1));
        } else {
          note(tuple.getKeyNode(), "a key must be a word");
        }
      }
      return object;
    }
    if (value instanceof SequenceNode sequence) {
      return json.arrayNode()
          .addAll(sequence.getValue().stream().map(one -> json(one, depth + 1)).toList());
    }
    if (!(value instanceof ScalarNode scalar)) {
      return json.nullNode();
    }
    return scalar(scalar);
  }

  private JsonNode scalar(ScalarNode scalar) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    String text = scalar.getValue();
    if (isNull(scalar)) {
      return json.nullNode();
    }
    if (Tag.BOOL.equals(scalar.getTag())) {
      return json.booleanNode(Boolean.parseBoolean(text));
    }
    try {
      if (Tag.INT.equals(scalar.getTag())) {
        return json.numberNode(Long.parseLong(text));
      }
      if (Tag.FLOAT.equals(scalar.getTag())) {
        return json.numberNode(Double.parseDouble(text));
      }
    } catch (NumberFormatException e) {
      note(scalar, "'" + text + "' is no number of JSON; write it in quotes if it is a text");
    }
    return json.textNode(text);
  }

  private static boolean isNull(ScalarNode scalar) {
    return Tag.NULL.equals(scalar.getTag());
  }
}
