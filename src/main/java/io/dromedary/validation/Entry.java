package io.dromedary.validation;

import io.dromedary.validation.RouteFile.Route;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * An entry of a route file, as the checks go through it.
 *
 * @param key what it is, for example {@code route} or {@code beans}
 * @param route the route that it is, or null
 * @param off it is a route whose precondition is not met, so what it names need not have a value
 * @param template its placeholders are filled in by others
 */
record Entry(RouteFile file, String key, @Nullable Route route, boolean off, boolean template) {
  Place place(Node node) {
    return file.place(node);
  }

  /** Whether deliveries run through it. */
  boolean isTarget() {
    return route != null && route.from().startsWith("delivery:");
  }
}
