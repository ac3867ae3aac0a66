package io.dromedary.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values at a few JSON pointers in one pass, without a tree of the whole body. Of a key
 * that an object has twice the last counts, as it does for Jackson's tree and so for the routes.
 * Immutable, thread-safe.
 */
final class BodyReader {
  private final Node root = new Node();
  private final Map<String, Node> nodes = new HashMap<>();

  BodyReader(Iterable<String> pointers) {
    for (String pointer : pointers) {
      nodes.put(pointer, root.at(JsonPointer.compile(pointer)));
    }
    root.collect();
  }

  /**
   * Reads {@code body}.
   *
   * @throws UnreadableException when it is not one JSON object in UTF-8 and nothing else
   */
  Values read(byte[] body) throws UnreadableException {
    if (body.length == 0) {
      throw new UnreadableException("the body is empty");
    }
    if (!Utf8.isValid(body) || looksLikeUtf16(body)) {
      throw new UnreadableException("the body is not UTF-8");
    }
    Values values = new Values();
    try (JsonParser parser = Json.parser(body, 0, body.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnreadableException("the body is not a JSON object");
      }
      int from = startOf(parser);
      values.read(parser, root);
      values.object = new Span(from, endOf(parser));
      if (parser.nextToken() != null) {
        throw new UnreadableException("the body goes on after its JSON object");
      }
    } catch (IOException e) {
      throw Json.unreadable(e);
    }
    return values;
  }

  /** A NUL can stand nowhere in JSON; the JSON reader would take one here as a sign of UTF-16. */
  private static boolean looksLikeUtf16(byte[] body) {
    for (int i = 0; i < Math.min(body.length, 4); i++) {
      if (body[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static int startOf(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private static int endOf(JsonParser parser) {
    return (int) parser.currentLocation().getByteOffset();
  }

  /** What one body has at the pointers. */
  final class Values {
    private final Map<Node, Found> found = new HashMap<>();
    private Span object = new Span(0, 0);

    /** The text of the string, number or boolean there; null when there is none. */
    @Nullable String text(String pointer) {
      Found value = found.get(nodes.get(pointer));
      return value == null ? null : value.text;
    }

    /** Where in the body the value there is; null when there is none. */
    @Nullable Span span(String pointer) {
      Found value = found.get(nodes.get(pointer));
      return value == null ? null : value.span;
    }

    /** Where in the body its object is. */
    Span object() {
      return object;
    }

    private void read(JsonParser parser, Node node) throws IOException {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          value(parser, node.child(name));
        }
      } else {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          value(parser, node.child(Integer.toString(i)));
        }
      }
    }

    private void value(JsonParser parser, @Nullable Node node) throws IOException {
      if (node == null) {
        Json.skip(parser);
        return;
      }
      for (Node stale : node.subtree) {
        found.remove(stale);
      }
      int from = startOf(parser);
      JsonToken token = parser.currentToken();
      String text =
          token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
      if (token.isStructStart() && node.isInner()) {
        read(parser, node);
      } else {
        Json.skip(parser);
      }
      if (node.isWanted && token != JsonToken.VALUE_NULL) {
        found.put(node, new Found(text, new Span(from, endOf(parser))));
      }
    }
  }

  /** Bytes {@code from} (inclusive) to {@code to} (exclusive) of a body. */
  record Span(int from, int to) {}

  private record Found(@Nullable String text, Span span) {}

  /** A step on the way to a pointer's value, or its end. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private final List<Node> subtree = new ArrayList<>();
    private boolean isWanted;

    Node at(JsonPointer pointer) {
      if (pointer.matches()) {
        isWanted = true;
        return this;
      }
      return children
          .computeIfAbsent(pointer.getMatchingProperty(), name -> new Node())
          .at(pointer.tail());
    }

    void collect() {
      subtree.add(this);
      for (Node child : children.values()) {
        child.collect();
        subtree.addAll(child.subtree);
      }
    }

    @Nullable Node child(String name) {
      return children.get(name);
    }

    boolean isInner() {
      return !children.isEmpty();
    }
  }
}
