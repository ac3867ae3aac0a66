package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Changes a JSON object by another one, much as JSON Merge Patch (RFC 7396) does. */
final class MergePatch {
  private MergePatch() {}

  /** Sets what {@code patch} has, at every level; a null of it too. */
  static void apply(ObjectNode object, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            change -> {
              if (change.getValue() instanceof ObjectNode inner
                  && object.get(change.getKey()) instanceof ObjectNode existing) {
                apply(existing, inner);
              } else {
                object.set(change.getKey(), change.getValue().deepCopy());
              }
            });
  }

  /** Removes what is null, at every level: it was taken out, or nothing was set for it. */
  static void dropNulls(ObjectNode object) {
    for (String key : object.propertyStream().map(Map.Entry::getKey).toList()) {
      if (object.get(key).isNull()) {
        object.remove(key);
      } else if (object.get(key) instanceof ObjectNode inner) {
        dropNulls(inner);
      }
    }
  }
}
