package io.dromedary.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Callbacks for tests. */
final class Callbacks {
  private Callbacks() {}

  static Callback of(String body) {
    return of(body.getBytes(StandardCharsets.UTF_8));
  }

  static Callback of(byte[] body) {
    return new Callback(body, Map.of(), Map.of());
  }

  static Callback withHeader(String body, String name, String value) {
    return withHeader(body.getBytes(StandardCharsets.UTF_8), name, value);
  }

  static Callback withHeader(byte[] body, String name, String value) {
    return new Callback(body, Map.of(name, List.of(value)), Map.of());
  }

  static Callback withPath(String body, Map<String, String> pathParameters) {
    return new Callback(body.getBytes(StandardCharsets.UTF_8), Map.of(), pathParameters);
  }
}
