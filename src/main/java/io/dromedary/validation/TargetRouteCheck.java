package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import io.dromedary.validation.RouteFile.Route;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Finds error handlers of Camel around deliveries: their state is in memory, so a crash loses it,
 * and a failure that they handle counts as delivered. Also what Camel refuses behind a route.
 */
final class TargetRouteCheck {
  private static final Set<String> BEFORE_ROUTES =
      Set.of(
          "errorHandler",
          "onException",
          "onCompletion",
          "intercept",
          "interceptFrom",
          "interceptSendToEndpoint");

  private final Collection<RouteFile> files;
  private final Findings findings;

  private TargetRouteCheck(Collection<RouteFile> files, Findings findings) {
    this.files = files;
    this.findings = findings;
  }

  static void check(Collection<RouteFile> files, Findings findings) {
    TargetRouteCheck check = new TargetRouteCheck(files, findings);
    files.forEach(check::file);
  }

  private void file(RouteFile file) {
    Route target = target(file);
    Route anyTarget =
        files.stream()
            .map(TargetRouteCheck::target)
            .filter(found -> found != null)
            .findFirst()
            .orElse(null);
    boolean route = false;
    for (Node item : items(file.document())) {
      for (NodeTuple entry : entries(item)) {
        String key = text(entry.getKeyNode());
        Place place = file.place(entry.getKeyNode());
        if (route && BEFORE_ROUTES.contains(key)) {
          findings.error(
              place,
              "'%s' stands behind a route, and Camel refuses the file".formatted(key),
              "Put it in front of the first route of the file");
        }
        route |= key.equals("route") || key.equals("from");
        switch (key) {
          case "onException" -> handler(place, key, target);
          // Camel takes it for the routes of all files.
          case "errorHandler" -> {
            if (!isNone(entry.getValueNode())) {
              handler(place, key, anyTarget);
            }
          }
          case "routeConfiguration" -> configuration(file, entry.getValueNode(), anyTarget);
          default -> {}
        }
      }
    }
    file.routes().stream().filter(TargetRouteCheck::isTarget).forEach(r -> ofRoute(file, r));
  }

  /** Only one without an id is for every route. */
  private void configuration(RouteFile file, Node configuration, @Nullable Route target) {
    for (NodeTuple entry : entries(configuration)) {
      String key = text(entry.getKeyNode());
      boolean handles =
          key.equals("onException")
              || (key.equals("errorHandler") && !isNone(entry.getValueNode()));
      if (handles && value(configuration, "id") == null) {
        handler(file.place(entry.getKeyNode()), key, target);
      }
    }
  }

  private void ofRoute(RouteFile file, Route route) {
    for (NodeTuple entry : entries(route.definition())) {
      String key = text(entry.getKeyNode());
      if (key.equals("errorHandlerRef")
          || (key.equals("errorHandler") && !isNone(entry.getValueNode()))) {
        handler(file.place(entry.getKeyNode()), key, route);
      }
    }
  }

  private void handler(Place place, String key, @Nullable Route target) {
    if (target != null) {
      findings.error(
          place,
          "'%s' is around %s: a failure that it handles counts as delivered, and what it repeats is"
                  .formatted(key, target.from())
              + " lost in a crash",
          "Remove it; the options of delivery: say how often and when is repeated");
    }
  }

  private static boolean isNone(Node errorHandler) {
    return errorHandler instanceof MappingNode && value(errorHandler, "noErrorHandler") != null;
  }

  private static @Nullable Route target(RouteFile file) {
    return file.routes().stream().filter(TargetRouteCheck::isTarget).findFirst().orElse(null);
  }

  private static boolean isTarget(Route route) {
    return route.from().startsWith("delivery:");
  }
}
