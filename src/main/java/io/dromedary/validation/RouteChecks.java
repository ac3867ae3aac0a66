package io.dromedary.validation;

import io.dromedary.event.Suggestion;
import io.dromedary.signature.SignatureProcessor;
import io.dromedary.validation.RouteFile.Bean;
import io.dromedary.validation.RouteFile.Route;
import io.dromedary.validation.RouteFile.Step;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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

  private final Findings findings;
  private final Map<String, Bean> beans = new HashMap<>();
  private final Map<String, Route> byId = new HashMap<>();
  private final Map<String, Route> byFrom = new TreeMap<>();

  private RouteChecks(Findings findings) {
    this.findings = findings;
  }

  /** Adds all that is wrong in these files together. */
  static void check(Collection<RouteFile> files, Findings findings) {
    RouteChecks checks = new RouteChecks(findings);
    files.forEach(checks::names);
    files.forEach(file -> file.routes().forEach(checks::route));
    checks.order(files);
  }

  private void names(RouteFile file) {
    for (Bean bean : file.beans()) {
      Bean other = beans.putIfAbsent(bean.name(), bean);
      if (other != null) {
        find(
            bean.place(),
            "bean %s is defined a second time; the first is at %s. Camel would let the later one win"
                .formatted(bean.name(), other.place()),
            "Rename one");
      }
    }
    for (Route route : file.routes()) {
      if (route.id() != null) {
        Route other = byId.putIfAbsent(route.id(), route);
        if (other != null) {
          find(
              route.place(),
              "route %s is defined a second time; the first is at %s"
                  .formatted(route.id(), other.place()),
              "Rename one");
        }
      }
      String from = scheme(route.from());
      if (from != null) {
        Route other = byFrom.putIfAbsent(from, route);
        if (other != null) {
          find(
              route.fromPlace(),
              "a second route starts at %s; the first is at %s".formatted(from, other.fromPlace()),
              "Put both into one");
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
            "no route starts at " + endpoint,
            Suggestion.or(endpoint, starting(DIRECT), "Write a route whose from is " + endpoint));
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
            scheme(route.from()) + " is ordered, and no event has an order key",
            "Add the option orderBy to the step inbox:<source> of a callback route, or remove ordered"
                + " here");
      }
    }
  }

  private void delivery(Route route, Step step, String endpoint) {
    if (!byFrom.containsKey(endpoint)) {
      find(
          step.place(),
          endpoint + " is not a target: no route starts there",
          Suggestion.or(endpoint, starting(DELIVERY), "Write a route whose from is " + endpoint)
              + (starting(DELIVERY).isEmpty()
                  ? ""
                  : " Targets are: " + String.join(", ", starting(DELIVERY))));
    }
    for (String around : step.within()) {
      if (DETACHED.contains(around)) {
        find(
            step.place(),
            "%s stands behind %s in route %s, where it cannot deliver"
                .formatted(endpoint, around, route.name()),
            "Name the target in the route itself");
      }
    }
    if (step.kind().equals("wireTap")) {
      find(step.place(), endpoint + " is tapped, and nobody waits for it", "Name it with 'to'");
    }
    if (!route.from().startsWith(INBOX) && !route.from().startsWith(DIRECT)) {
      find(
          step.place(),
          "%s is named in route %s, which starts at %s"
              .formatted(endpoint, route.name(), route.from()),
          "Only a route that starts at inbox:<source>, and what it calls by direct:, can deliver");
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
          "route %s brings callbacks to inbox:%s without verifying them"
              .formatted(route.name(), source),
          "Put 'process: {ref: <bean of type %s whose source is %s>}' in front of it"
              .formatted(SignatureProcessor.class.getName(), source));
    }
    route.steps().subList(index + 1, route.steps().size()).stream()
        .filter(later -> follows(step, later))
        .findFirst()
        .ifPresent(
            later ->
                find(
                    later.place(),
                    "inbox:%s must be the last step of route %s: it sets the whole answer"
                        .formatted(source, route.name()),
                    "Put this step into the route that starts at inbox:" + source));
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

  /** The endpoint without its options, when it is one that is checked by name; else null. */
  static @Nullable String scheme(String uri) {
    boolean checked = uri.startsWith(INBOX) || uri.startsWith(DELIVERY) || uri.startsWith(DIRECT);
    if (!checked || uri.contains("{{") || uri.contains("${")) {
      return null;
    }
    int options = uri.indexOf('?');
    String name = options < 0 ? uri : uri.substring(0, options);
    return name.replaceFirst("^(\\w+):(?://)?", "$1:");
  }

  private void find(Place place, String reason, String mend) {
    findings.error(place, reason, mend);
  }
}
