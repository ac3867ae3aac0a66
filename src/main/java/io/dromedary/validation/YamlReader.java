package io.dromedary.validation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads a YAML document with the parser that Camel has, whatever it may hold: depth and size are
 * bounded, so that nobody who walks through it afterwards need care.
 */
final class YamlReader {
  /** A route is nested twenty levels deep; each level costs Camel some frames of the stack. */
  private static final int MAX_DEPTH = 100;

  /** Ten thousand steps are some hundred thousand nodes. */
  private static final long MAX_NODES = 1_000_000;

  private YamlReader() {}

  /**
   * The document, or null when there is none.
   *
   * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException when it is not YAML, or beyond
   *     the bounds
   */
  static @Nullable Node read(String label, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(label).build();
    Parser parser = new Shallow(new ParserImpl(settings, new StreamReader(settings, text)));
    Node document = new Composer(settings, parser).getSingleNode().orElse(null);
    if (document != null) {
      size(document, new HashMap<>());
    }
    return document;
  }

  /** How many nodes there are when each alias is written out; -1 while they are counted. */
  private static long size(Node node, Map<Node, Long> known) {
    Long before = known.get(node);
    if (before != null) {
      if (before < 0) {
        throw refused("an anchor contains itself", node);
      }
      return before;
    }
    if (node instanceof ScalarNode) {
      return 1;
    }
    known.put(node, -1L);
    long size = 1;
    for (Node item : Yaml.items(node)) {
      size += size(item, known);
    }
    for (NodeTuple entry : Yaml.entries(node)) {
      size += size(entry.getKeyNode(), known) + size(entry.getValueNode(), known);
    }
    if (size > MAX_NODES) {
      throw refused("with its aliases written out it has more than " + MAX_NODES + " nodes", node);
    }
    known.put(node, size);
    return size;
  }

  private static ParserException refused(String problem, Node node) {
    return new ParserException(problem, node.getStartMark());
  }

  /** The keys that a mapping has twice: of each the second, and the first. */
  static Map<Node, Node> duplicates(Node mapping) {
    Map<String, Node> first = new HashMap<>();
    Map<Node, Node> twice = new HashMap<>();
    for (NodeTuple entry : Yaml.entries(mapping)) {
      Node other = first.putIfAbsent(Yaml.text(entry.getKeyNode()), entry.getKeyNode());
      if (other != null) {
        twice.put(entry.getKeyNode(), other);
      }
    }
    return twice;
  }

  /** The events of another parser, down to a depth. */
  private static final class Shallow implements Parser {
    private final Parser parser;
    private int depth;

    Shallow(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
      return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        Optional<org.snakeyaml.engine.v2.exceptions.Mark> at = event.getStartMark();
        throw new ParserException("it is nested more than " + MAX_DEPTH + " levels deep", at);
      }
      return event;
    }
  }
}
