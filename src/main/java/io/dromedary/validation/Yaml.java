package io.dromedary.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Looks into the nodes of a YAML document; what is not there, or of another kind, is empty. */
final class Yaml {
  private Yaml() {}

  static List<Node> items(@Nullable Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  static List<NodeTuple> entries(@Nullable Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  static @Nullable Node value(@Nullable Node node, String key) {
    for (NodeTuple entry : entries(node)) {
      if (text(entry.getKeyNode()).equals(key)) {
        return entry.getValueNode();
      }
    }
    return null;
  }

  static String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** Nothing stands there: {@code key:} and the end of the line, {@code ~} or {@code null}. */
  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && List.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
  }
}
