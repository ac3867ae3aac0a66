package io.dromedary.validation;

import io.dromedary.validation.RouteFile.Route;
import io.dromedary.validation.RouteFile.Step;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Which route calls which by {@code direct:}, and so from which sources its events come. */
final class CallGraph {
  private static final String INBOX = "inbox:";

  private final Map<String, Route> byFrom = new HashMap<>();
  private final Map<Node, Set<String>> sources = new HashMap<>();

  CallGraph(Collection<RouteFile> files) {
    for (RouteFile file : files) {
      for (Route route : file.routes()) {
        String from = RouteChecks.scheme(route.from());
        if (from != null) {
          byFrom.putIfAbsent(from, route);
        }
      }
    }
    for (RouteFile file : files) {
      file.routes().stream().filter(route -> route.from().startsWith(INBOX)).forEach(this::follow);
    }
  }

  private void follow(Route dispatch) {
    String from = RouteChecks.scheme(dispatch.from());
    if (from == null) {
      return;
    }
    String source = from.substring(INBOX.length());
    Deque<Route> open = new ArrayDeque<>();
    open.add(dispatch);
    while (!open.isEmpty()) {
      Route route = open.remove();
      if (sources.computeIfAbsent(route.definition(), unseen -> new TreeSet<>()).add(source)) {
        for (Step step : route.steps()) {
          Route called = called(step.name());
          if (called != null) {
            open.add(called);
          }
        }
      }
    }
  }

  /** The route that starts at an endpoint which is called by name; null when there is none. */
  @Nullable Route called(String uri) {
    String endpoint = RouteChecks.scheme(uri);
    return endpoint == null || !endpoint.startsWith("direct:") ? null : byFrom.get(endpoint);
  }

  /** The sources whose events a route gets; empty when that cannot be told. */
  Set<String> sources(@Nullable Route route) {
    return route == null ? Set.of() : sources.getOrDefault(route.definition(), Set.of());
  }
}
