package io.dromedary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dromedary.event.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of one value in a body of JSON, as {@code --set a.b=c} says it.
 *
 * @param path the names from the outside in; an index in an array
 * @param value as it is written
 */
record BodyEdit(List<String> path, String value) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * @param text {@code a.b=c}, or {@code /a/b=c} where a name has a dot in it
   */
  static BodyEdit parse(String text) throws CommandFailure {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new CommandFailure(2, "--set is not of the form path=value: " + text);
    }
    String path = text.substring(0, equals);
    List<String> names =
        path.startsWith("/")
            ? Arrays.stream(path.substring(1).split("/", -1))
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList()
            : List.of(path.split("[.]", -1));
    return new BodyEdit(names, text.substring(equals + 1));
  }

  /**
   * The body with all changes.
   *
   * @param add whether a path that the body has not is added to it
   */
  static byte[] apply(List<BodyEdit> edits, byte[] body, boolean add) throws CommandFailure {
    if (edits.isEmpty()) {
      return body;
    }
    try {
      JsonNode root = JSON.readTree(body);
      for (BodyEdit edit : edits) {
        edit.apply(root, add);
      }
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new CommandFailure(2, "--set needs a body of JSON, and this one cannot be read");
    }
  }

  private void apply(JsonNode root, boolean add) throws CommandFailure {
    JsonNode at = root;
    for (int i = 0; i < path.size() - 1; i++) {
      JsonNode next = child(at, path.get(i));
      if (next == null && add && at instanceof ObjectNode object) {
        next = object.putObject(path.get(i));
      }
      if (!(next instanceof ContainerNode)) {
        throw unknown(root);
      }
      at = next;
    }
    String last = path.get(path.size() - 1);
    JsonNode old = child(at, last);
    if (at instanceof ObjectNode object && (old != null || add)) {
      object.set(last, node(old));
    } else if (at instanceof ArrayNode array && old != null) {
      array.set(Integer.parseInt(last), node(old));
    } else {
      throw unknown(root);
    }
  }

  private static @Nullable JsonNode child(JsonNode node, String name) {
    if (node instanceof ArrayNode array) {
      return name.matches("[0-9]{1,6}") ? array.get(Integer.parseInt(name)) : null;
    }
    return node.get(name);
  }

  /** A text stays one, also when its value looks like a number. */
  private JsonNode node(@Nullable JsonNode old) {
    boolean plain = !value.equals("null") && !value.matches("(?s)[\\[{\"].*");
    if (old instanceof TextNode && plain) {
      return new TextNode(value);
    }
    try {
      JsonNode parsed = JSON.readTree(value);
      return parsed == null || parsed.isMissingNode() ? new TextNode(value) : parsed;
    } catch (JsonProcessingException text) {
      return new TextNode(value);
    }
  }

  private CommandFailure unknown(JsonNode root) {
    List<String> paths = new ArrayList<>();
    collect(root, "", paths);
    String wanted = String.join(".", path);
    String near = Suggestion.didYouMean(wanted, paths);
    if (near.isEmpty()) {
      String last = path.get(path.size() - 1).toLowerCase(Locale.ROOT);
      near =
          paths.stream()
              .filter(known -> ("." + known.toLowerCase(Locale.ROOT)).endsWith("." + last))
              .findFirst()
              .map(known -> " Did you mean " + known + "?")
              .orElse(" It has " + String.join(", ", paths) + ".");
    }
    return new CommandFailure(
        2, "the body has no %s.%s To add it all the same: --add".formatted(wanted, near));
  }

  private static void collect(JsonNode node, String path, List<String> into) {
    if (!path.isEmpty()) {
      into.add(path.substring(1));
    }
    if (node.isObject()) {
      node.properties()
          .forEach(child -> collect(child.getValue(), path + "." + child.getKey(), into));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "." + i, into);
      }
    }
  }
}
