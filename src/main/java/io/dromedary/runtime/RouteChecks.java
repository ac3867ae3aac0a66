package io.dromedary.runtime;

import io.dromedary.event.Suggestion;
import io.dromedary.runtime.RouteFile.Bean;
import io.dromedary.runtime.RouteFile.Route;
import io.dromedary.runtime.RouteFile.Step;
import io.dromedary.signature.SignatureProcessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the route files what Camel would accept and what would then lose an event, or refuse
 * one: names that are used twice or not at all, and callback routes that do not verify.
 */
final class RouteChecks {
  private static final String INBOX = "inbox:";
  private static final String DELIVERY = "delivery:";
  private static final String DIRECT = "direct:";

  /** Steps behind which nobody waits, or that make one exchange of several. */
  private static final Set<String> DETACHED = Set.of("wireTap", "aggregate", "onCompletion");

  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Bean> beans = new HashMap<>();
  private final Map<String, Route> byId = new HashMap<>();
  private final Map<String, Route> byFrom = new TreeMap<>();

  private RouteChecks() {}

  /** All that is wrong in these files together. */
  static List<Finding> check(Collection<RouteFile> files) {
    RouteChecks checks = new RouteChecks();
    files.forEach(checks::names);
    files.forEach(file -> file.routes().forEach(checks::route));
    checks.order(files);
    return checks.findings;
  }

  private void names(RouteFile file) {
    for (Bean bean : file.beans()) {
      Bean other = beans.putIfAbsent(bean.name(), bean);
      if (other != null) {
        find(
            bean.place(),
            ("bean %s is defined a second time; the first is at %s. Camel would let the later one win:"
                    + " rename one")
                .formatted(bean.name(), other.place()));
      }
    }
    for (Route route : file.routes()) {
      if (route.id() != null) {
        Route other = byId.putIfAbsent(route.id(), route);
        if (other != null) {
          find(
              route.place(),
              "route %s is defined a second time; the first is at %s. Rename one"
                  .formatted(route.id(), other.place()));
        }
      }
      String from = scheme(route.from());
      if (from != null) {
        Route other = byFrom.putIfAbsent(from, route);
        if (other != null) {
          find(
              route.fromPlace(),
              "a second route starts at %s; the first is at %s. Put both into one"
                  .formatted(from, other.fromPlace()));
        }
      }
    }
  }

  private void route(Route route) {
    for (int i = 0; i < route.steps().size(); i++) {
      Step step = route.steps().get(i);
      String endpoint = scheme(step.name());
      if (endpoint == null) {
        continue;
      }
      if (endpoint.startsWith(INBOX)) {
        inbox(route, i, endpoint.substring(INBOX.length()));
      } else if (endpoint.startsWith(DELIVERY)) {
        delivery(route, step, endpoint);
      } else if (!byFrom.containsKey(endpoint)) {
        find(
            step.place(),
            "no route starts at %s.%s"
                .formatted(endpoint, Suggestion.didYouMean(endpoint, starting(DIRECT))));
      }
    }
  }

  /** A target that keeps an order needs somebody to say which. */
  private void order(Collection<RouteFile> files) {
    boolean keyed =
        files.stream()
            .flatMap(file -> file.routes().stream())
            .flatMap(route -> route.steps().stream())
            .anyMatch(
                step -> step.name().startsWith(INBOX) && step.options().containsKey("orderBy"));
    if (keyed) {
      return;
    }
    for (Route route : byFrom.values()) {
      if (route.from().startsWith(DELIVERY) && "true".equals(route.options().get("ordered"))) {
        find(
            route.fromPlace(),
            ("%s is ordered, and no event has an order key: add the option orderBy to the step"
                    + " inbox:<source> of a callback route, or remove ordered here")
                .formatted(scheme(route.from())));
      }
    }
  }

  private void delivery(Route route, Step step, String endpoint) {
    if (!byFrom.containsKey(endpoint)) {
      find(
          step.place(),
          "%s is not a target: no route starts there.%s Targets are: %s"
              .formatted(
                  endpoint,
                  Suggestion.didYouMean(endpoint, starting(DELIVERY)),
                  String.join(", ", starting(DELIVERY))));
    }
    for (String around : step.within()) {
      if (DETACHED.contains(around)) {
        find(
            step.place(),
            ("%s stands behind %s in route %s, where it cannot deliver: name the target in the route"
                    + " itself")
                .formatted(endpoint, around, route.name()));
      }
    }
    if (step.kind().equals("wireTap")) {
      find(step.place(), "%s is tapped; name the target with 'to' instead".formatted(endpoint));
    }
    if (!route.from().startsWith(INBOX) && !route.from().startsWith(DIRECT)) {
      find(
          step.place(),
          ("%s is named in route %s, which starts at %s; only a route that starts at inbox:<source>,"
                  + " and what it calls by direct:, can deliver")
              .formatted(endpoint, route.name(), route.from()));
    }
  }

  private void inbox(Route route, int index, String source) {
    Step step = route.steps().get(index);
    boolean verified =
        route.steps().subList(0, index).stream()
            .filter(earlier -> earlier.kind().equals("process"))
            .map(earlier -> beans.get(earlier.name()))
            .filter(Objects::nonNull)
            .anyMatch(bean -> source.equals(signedSource(bean)));
    if (!verified) {
      find(
          step.place(),
          ("route %s brings callbacks to inbox:%s without verifying them: put 'process: {ref: <bean of"
                  + " type %s whose source is %s>}' in front of it")
              .formatted(route.name(), source, SignatureProcessor.class.getName(), source));
    }
    route.steps().subList(index + 1, route.steps().size()).stream()
        .filter(later -> follows(step, later))
        .findFirst()
        .ifPresent(
            later ->
                find(
                    later.place(),
                    ("inbox:%s must be the last step of route %s: it sets the whole answer. Put this"
                            + " step into the route that starts at inbox:%s")
                        .formatted(source, route.name(), source)));
  }

  /** Steps of another branch come later in the file, but not after this one. */
  private static boolean follows(Step step, Step later) {
    return step.within().isEmpty() || later.within().size() < step.within().size();
  }

  /** As {@link SignatureProcessor} derives it. */
  private static @Nullable String signedSource(Bean bean) {
    if (!SignatureProcessor.class.getName().equals(bean.type())) {
      return null;
    }
    String source = bean.properties().get("source");
    String secret = bean.properties().get("secret");
    if (source != null || secret == null) {
      return source;
    }
    int dot = secret.lastIndexOf('.');
    return dot < 0 ? secret : secret.substring(0, dot);
  }

  private List<String> starting(String scheme) {
    return byFrom.keySet().stream().filter(from -> from.startsWith(scheme)).toList();
  }

  /** The names of all targets that a route starts at, whether it is switched on or not. */
  static Set<String> targets(Collection<RouteFile> files) {
    Set<String> targets = new TreeSet<>();
    for (RouteFile file : files) {
      for (Route route : file.routes()) {
        String from = scheme(route.from());
        if (from != null && from.startsWith(DELIVERY)) {
          targets.add(from.substring(DELIVERY.length()));
        }
      }
    }
    return targets;
  }

  /** The endpoint without its options, when it is one that is checked by name; else null. */
  private static @Nullable String scheme(String uri) {
    boolean checked = uri.startsWith(INBOX) || uri.startsWith(DELIVERY) || uri.startsWith(DIRECT);
    if (!checked || uri.contains("{{") || uri.contains("${")) {
      return null;
    }
    int options = uri.indexOf('?');
    String name = options < 0 ? uri : uri.substring(0, options);
    return name.replaceFirst("^(\\w+):(?://)?", "$1:");
  }

  private void find(Place place, String message) {
    findings.add(new Finding(place, message));
  }
}
