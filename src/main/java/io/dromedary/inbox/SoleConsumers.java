package io.dromedary.inbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets each source, or each target, have one route: two endpoints of one name with other options
 * are two to Camel, and would share what the store has. Thread-safe.
 */
public final class SoleConsumers {
  private final String scheme;
  private final String rule;
  private final Map<String, ClaimingConsumer<?>> byName = new ConcurrentHashMap<>();

  /**
   * Nobody yet.
   *
   * @param scheme of the endpoints
   * @param rule why a second route is refused, and what to do
   */
  public SoleConsumers(String scheme, String rule) {
    this.scheme = scheme;
    this.rule = rule;
  }

  String scheme() {
    return scheme;
  }

  /**
   * Adds a consumer; adding it again changes nothing.
   *
   * @throws IllegalArgumentException when another one has the name; the message names both routes
   */
  void add(String name, ClaimingConsumer<?> consumer) {
    ClaimingConsumer<?> other = byName.putIfAbsent(name, consumer);
    if (other != null && other != consumer) {
      throw new IllegalArgumentException(
          "route %s starts at %s:%s, and so does route %s; %s"
              .formatted(consumer.getRouteId(), scheme, name, other.getRouteId(), rule));
    }
  }

  void remove(String name, ClaimingConsumer<?> consumer) {
    byName.remove(name, consumer);
  }
}
