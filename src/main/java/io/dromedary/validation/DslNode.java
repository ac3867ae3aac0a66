package io.dromedary.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the schema of Camel's YAML DSL, whether there is anything or not.
 *
 * @param value an object, a list, a text, a number or true or false; null: nothing
 */
record DslNode(@Nullable Object value) {
  /** What stands behind a key. */
  DslNode at(String key) {
    return new DslNode(value instanceof Map<?, ?> map ? map.get(key) : null);
  }

  /** The text; empty when this is none. */
  String text() {
    return value instanceof String text ? text : "";
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  boolean is(int number) {
    return Integer.valueOf(number).equals(value);
  }

  boolean isEmptyObject() {
    return value instanceof Map<?, ?> map && map.isEmpty();
  }

  /** The items of a list. */
  List<DslNode> items() {
    List<DslNode> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        items.add(new DslNode(item));
      }
    }
    return items;
  }

  /** The entries of an object, in their order. */
  Map<String, DslNode> entries() {
    Map<String, DslNode> entries = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.put(String.valueOf(entry.getKey()), new DslNode(entry.getValue()));
      }
    }
    return entries;
  }
}
