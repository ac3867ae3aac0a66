package io.dromedary.runtime;

import io.dromedary.admin.RuntimeStatus;
import io.dromedary.admin.RuntimeStatus.ConfigurationStatus;
import io.dromedary.admin.RuntimeStatus.RetentionStatus;
import io.dromedary.admin.RuntimeStatus.SourceStatus;
import io.dromedary.admin.RuntimeStatus.TargetStatus;
import io.dromedary.delivery.Circuit;
import io.dromedary.delivery.DeliveryEndpoint;
import io.dromedary.observe.ConfigurationFacts;
import io.dromedary.observe.LastFailures;
import io.dromedary.observe.LastFailures.LastFailure;
import io.dromedary.store.Retention;
import io.dromedary.store.RetentionRules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.jspecify.annotations.Nullable;

/** Reads what is counted and watched anyway, for who asks how it is. Thread-safe. */
final class StatusReport {
  private static final String DEGRADED = "degraded";

  private final CamelContext context;
  private final MeterRegistry meters;
  private final LastFailures failures;
  private final Clock clock;

  StatusReport(CamelContext context, MeterRegistry meters, LastFailures failures, Clock clock) {
    this.context = context;
    this.meters = meters;
    this.failures = failures;
    this.clock = clock;
  }

  /** {@code healthy}, {@code degraded} or {@code down}, and why. */
  record Health(String word, List<String> reasons) {}

  Health health() {
    List<String> down = new ArrayList<>();
    List<String> degraded = new ArrayList<>();
    for (HealthCheck.Result result : HealthCheckHelper.invoke(context)) {
      String message = result.getMessage().orElse(null);
      if (result.getState() != HealthCheck.State.UP) {
        down.add(message == null ? result.getCheck().getId() + " is down" : message);
      } else if (message != null && message.startsWith(DEGRADED)) {
        degraded.add(message.replaceFirst(DEGRADED + ": ", ""));
      }
    }
    String word = !down.isEmpty() ? "down" : degraded.isEmpty() ? RuntimeStatus.HEALTHY : DEGRADED;
    down.addAll(degraded);
    return new Health(word, down);
  }

  /**
   * The sources.
   *
   * @param all whether each is on
   */
  List<SourceStatus> sources(Map<String, Boolean> all) {
    List<SourceStatus> sources = new ArrayList<>();
    all.forEach(
        (name, on) -> {
          long accepted = count("dromedary.accepted", "source", name);
          long duplicates = count("dromedary.duplicate", "source", name);
          long refused =
              count("dromedary.rejected", "source", name)
                  + count("dromedary.inbox.refused", "source", name);
          sources.add(
              new SourceStatus(
                  name,
                  on,
                  accepted,
                  duplicates,
                  refused,
                  accepted + duplicates == 0 ? null : lastAccepted(name)));
        });
    return sources;
  }

  private @Nullable Instant lastAccepted(String source) {
    Double seconds = gauge("dromedary.last.accepted", "source", source);
    return seconds == null
        ? null
        : clock.instant().minus(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /**
   * The targets.
   *
   * @param all whether each is on
   */
  List<TargetStatus> targets(Map<String, Boolean> all) {
    Map<String, String> routes = routes();
    List<TargetStatus> targets = new ArrayList<>();
    all.forEach(
        (name, on) -> {
          LastFailure failure = failures.of(name);
          targets.add(
              new TargetStatus(
                  name,
                  on ? state(name, routes.get(name)) : "off",
                  on ? circuit(name) : null,
                  failure == null ? null : failure.at(),
                  failure == null ? null : failure.reason()));
        });
    return targets;
  }

  /** The route that starts at each target. */
  private Map<String, String> routes() {
    Map<String, String> routes = new HashMap<>();
    for (Route route : context.getRoutes()) {
      if (route.getEndpoint() instanceof DeliveryEndpoint delivery) {
        routes.put(delivery.getTarget(), route.getRouteId());
      }
    }
    return routes;
  }

  private String state(String target, @Nullable String routeId) {
    ServiceStatus status =
        routeId == null ? null : context.getRouteController().getRouteStatus(routeId);
    if (status == null || !status.isStarted()) {
      return "paused";
    }
    Double stalled = gauge("dromedary.stalled", "target", target);
    return stalled != null && stalled > 0 ? "stalled" : "on";
  }

  private String circuit(String target) {
    Double number = gauge("dromedary.circuit", "target", target);
    Circuit circuit =
        number == null || number == 0
            ? Circuit.CLOSED
            : number == 1 ? Circuit.HALF_OPEN : Circuit.OPEN;
    return circuit.text();
  }

  static ConfigurationStatus configuration(ConfigurationFacts facts) {
    return new ConfigurationStatus(
        facts.generation(), facts.fingerprint(), facts.since(), facts.rotations(), facts.waiting());
  }

  static RetentionStatus retention(Retention retention, RetentionRules rules) {
    Map<String, Long> removed = new TreeMap<>();
    for (Retention.Kind kind : Retention.Kind.values()) {
      removed.put(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), retention.removed(kind));
    }
    return new RetentionStatus(
        rules.eventsAge(),
        rules.deadLettersAge(),
        retention.held(),
        retention.expiring().events(),
        removed);
  }

  private long count(String meter, String tag, String value) {
    return (long)
        meters.find(meter).tag(tag, value).counters().stream().mapToDouble(Counter::count).sum();
  }

  private @Nullable Double gauge(String meter, String tag, String value) {
    Gauge gauge = meters.find(meter).tag(tag, value).gauge();
    return gauge == null ? null : gauge.value();
  }
}
