package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Changes a JSON object by another one: JSON Merge Patch, RFC 7396. */
final class MergePatch {
  private MergePatch() {}

  /** Sets what {@code patch} has, and removes what is null there. */
  static void apply(ObjectNode object, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            change -> {
              JsonNode value = change.getValue();
              if (value.isNull()) {
                object.remove(change.getKey());
              } else if (value instanceof ObjectNode inner
                  && object.get(change.getKey()) instanceof ObjectNode existing) {
                apply(existing, inner);
              } else {
                object.set(change.getKey(), value.deepCopy());
              }
            });
  }

  /** Removes what nothing was set for, at every level. */
  static void dropNulls(ObjectNode object) {
    for (String key : List.copyOf(object.propertyStream().map(e -> e.getKey()).toList())) {
      if (object.get(key).isNull()) {
        object.remove(key);
      } else if (object.get(key) instanceof ObjectNode inner) {
        dropNulls(inner);
      }
    }
  }
}
