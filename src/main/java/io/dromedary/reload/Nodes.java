package io.dromedary.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What a YAML document says, apart from how it is written. */
final class Nodes {
  private Nodes() {}

  /** Equal for two nodes that say the same: comments, styles and places make no difference. */
  static String text(Node node) {
    StringBuilder text = new StringBuilder();
    write(node, text);
    return text.toString();
  }

  private static void write(Node node, StringBuilder text) {
    if (node instanceof ScalarNode scalar) {
      // The length keeps two texts apart from one that holds both.
      text.append(scalar.getTag().getValue())
          .append(' ')
          .append(scalar.getValue().length())
          .append(' ')
          .append(scalar.getValue())
          .append('\n');
    } else if (node instanceof SequenceNode sequence) {
      text.append("[\n");
      sequence.getValue().forEach(item -> write(item, text));
      text.append("]\n");
    } else if (node instanceof MappingNode mapping) {
      text.append("{\n");
      for (NodeTuple entry : mapping.getValue()) {
        write(entry.getKeyNode(), text);
        write(entry.getValueNode(), text);
      }
      text.append("}\n");
    }
  }

  /** A copy that stands at the same place: Camel leaves on a node which context it was read for. */
  static Node copy(Node node) {
    if (node instanceof ScalarNode scalar) {
      return new ScalarNode(
          scalar.getTag(),
          true,
          scalar.getValue(),
          scalar.getScalarStyle(),
          scalar.getStartMark(),
          scalar.getEndMark());
    }
    if (node instanceof SequenceNode sequence) {
      return sequence(sequence, sequence.getValue().stream().map(Nodes::copy).toList());
    }
    MappingNode mapping = (MappingNode) node;
    List<NodeTuple> entries = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      entries.add(new NodeTuple(copy(entry.getKeyNode()), copy(entry.getValueNode())));
    }
    return mapping(mapping, entries);
  }

  /** One of other items. */
  static SequenceNode sequence(SequenceNode like, List<Node> items) {
    return new SequenceNode(
        like.getTag(),
        true,
        new ArrayList<>(items),
        like.getFlowStyle(),
        like.getStartMark(),
        like.getEndMark());
  }

  /** One of other entries. */
  static MappingNode mapping(MappingNode like, List<NodeTuple> entries) {
    return new MappingNode(
        like.getTag(),
        true,
        new ArrayList<>(entries),
        like.getFlowStyle(),
        like.getStartMark(),
        like.getEndMark());
  }

  /** The key of a mapping with one entry; null when it is something else. */
  static @Nullable String key(Node item) {
    return item instanceof MappingNode mapping
            && mapping.getValue().size() == 1
            && mapping.getValue().get(0).getKeyNode() instanceof ScalarNode key
        ? key.getValue()
        : null;
  }

  /** All texts in it, keys apart; those under some keys are left out. */
  static List<String> texts(Node node, Set<String> without) {
    List<String> texts = new ArrayList<>();
    collect(node, without, texts);
    return texts;
  }

  private static void collect(Node node, Set<String> without, List<String> texts) {
    if (node instanceof ScalarNode scalar) {
      texts.add(scalar.getValue());
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> collect(item, without, texts));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (!(entry.getKeyNode() instanceof ScalarNode key && without.contains(key.getValue()))) {
          collect(entry.getValueNode(), without, texts);
        }
      }
    }
  }
}
