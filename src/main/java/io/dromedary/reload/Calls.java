package io.dromedary.reload;

import io.dromedary.reload.RouteSet.RoutePart;
import io.dromedary.validation.RouteFile.Step;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Which routes of a set call which, inside the process. */
final class Calls {
  private static final Pattern INSIDE = Pattern.compile("(direct|seda|kamelet):.*");

  private Calls() {}

  /** The ids of all routes by which one comes to these, these included. */
  static Set<String> reaching(RouteSet set, Collection<String> ids) {
    Set<String> reached = new LinkedHashSet<>(ids);
    reached.retainAll(set.routes().keySet());
    boolean more = !reached.isEmpty();
    while (more) {
      more = false;
      for (RoutePart caller : set.routes().values()) {
        if (!reached.contains(caller.id()) && calls(set, caller, reached)) {
          more |= reached.add(caller.id());
        }
      }
    }
    return reached;
  }

  private static boolean calls(RouteSet set, RoutePart caller, Set<String> called) {
    for (Step step : caller.route().steps()) {
      String uri = name(step.name());
      if (!INSIDE.matcher(uri).matches()) {
        continue;
      }
      // One that is known only when it is called may be any.
      boolean any = uri.contains("{{") || uri.contains("${");
      for (String id : called) {
        RoutePart route = set.routes().get(id);
        String from = route == null ? "" : name(route.route().from());
        if (any ? INSIDE.matcher(from).matches() : from.equals(uri)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Without its options, and without the slashes that make no difference. */
  private static String name(String uri) {
    return uri.replaceFirst("[?].*", "").replaceFirst("^(\\w+):(?://)?", "$1:");
  }
}
