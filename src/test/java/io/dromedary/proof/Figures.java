package io.dromedary.proof;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What was measured in this run, by name; all of it together makes the page. */
final class Figures {
  private static final Map<String, String> MEASURED = new ConcurrentHashMap<>();

  private Figures() {}

  static void measured(String name, Object value) {
    MEASURED.put(
        name,
        value instanceof Number number ? "%,d".formatted(number.longValue()) : value.toString());
  }

  static Map<String, String> all() {
    return new TreeMap<>(MEASURED);
  }
}
