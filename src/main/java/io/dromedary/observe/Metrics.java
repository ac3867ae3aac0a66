package io.dromedary.observe;

import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.callback.CallbackListener;
import io.dromedary.catalogue.Checked;
import io.dromedary.delivery.Circuit;
import io.dromedary.delivery.DeliveryListener;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.inbox.InboxListener;
import io.dromedary.signature.Rejection;
import io.dromedary.signature.SignatureListener;
import io.dromedary.store.Accepted;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.Database;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.NodeStatus;
import io.dromedary.store.Retention;
import io.dromedary.store.Settlement;
import io.dromedary.store.Stage;
import io.dromedary.store.Store;
import io.dromedary.store.StoreException;
import io.dromedary.store.StoreSize;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens, as meters whose names begin with {@code dromedary}. docs/metrics.md lists
 * them. Thread-safe.
 */
public final class Metrics
    implements SignatureListener, InboxListener, DeliveryListener, CallbackListener {
  private final MeterRegistry meters;
  private final Clock clock;
  private final Instant started;
  private final MultiGauge configuration;
  private final Map<String, Source> sources = new ConcurrentHashMap<>();
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final Set<String> watchedTargets = ConcurrentHashMap.newKeySet();

  public Metrics(MeterRegistry meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
    this.started = clock.instant();
    this.configuration =
        MultiGauge.builder("dromedary.configuration.fingerprint")
            .description("1 for the configuration that is in force")
            .register(meters);
  }

  /** Shows which configuration is in force. */
  public void watchConfiguration(Supplier<ConfigurationFacts> facts) {
    Gauge.builder("dromedary.configuration.generation", facts, f -> f.get().generation())
        .description("1 at the start, and one more with each change that took effect")
        // Nobody else may hold it.
        .strongReference(true)
        .register(meters);
    Gauge.builder("dromedary.configuration.findings", facts, f -> findings(f.get()))
        .description("Why something that was edited is not in force; 0 when all of it is")
        .strongReference(true)
        .register(meters);
    Gauge.builder("dromedary.configuration.waiting", facts, f -> f.get().waiting().size())
        .description("Keys that have another value in the file, which a restart takes")
        .strongReference(true)
        .register(meters);
    for (String what : List.of("routes", "secrets")) {
      for (String outcome : List.of("applied", "refused")) {
        Counter.builder("dromedary.configuration.reloads")
            .description("Edits that took effect or were refused")
            .tags("what", what, "outcome", outcome)
            .register(meters);
      }
    }
  }

  private static int findings(ConfigurationFacts facts) {
    return facts.findings().size() + facts.ofRoutes();
  }

  /** Another configuration is in force. */
  public void inForce(String fingerprint) {
    configuration.register(
        List.of(MultiGauge.Row.of(Tags.of("fingerprint", fingerprint), 1)), true);
  }

  /**
   * An edit took effect or was refused.
   *
   * @param what {@code routes} or {@code secrets}
   */
  public void reloaded(String what, boolean applied) {
    count(
        "dromedary.configuration.reloads",
        "what",
        what,
        "outcome",
        applied ? "applied" : "refused");
  }

  /** Shows a source from the start, before its first event. */
  public void watchSource(String source) {
    source(source);
  }

  /** Shows a target from the start, before its first delivery. */
  public void watchTarget(String target, Store store) {
    watchedTargets.add(target);
    target(target);
    Gauge.builder("dromedary.backlog", store, s -> s.pendingDeliveries().getOrDefault(target, 0L))
        .description("Deliveries that are pending")
        .tag("target", target)
        .register(meters);
    Gauge.builder("dromedary.keys.blocked", store, s -> s.blockedKeys(target))
        .description("Order keys that a dead letter holds")
        .tag("target", target)
        .register(meters);
  }

  /** Shows these sources and targets, and no others. */
  public void watch(Set<String> sourcesNow, Set<String> targetsNow, Store store) {
    targets.keySet().stream()
        .filter(name -> !targetsNow.contains(name))
        .forEach(this::forgetTarget);
    sources.keySet().stream()
        .filter(name -> !sourcesNow.contains(name))
        .forEach(this::forgetSource);
    sourcesNow.forEach(this::watchSource);
    targetsNow.stream()
        .filter(name -> !watchedTargets.contains(name))
        .forEach(name -> watchTarget(name, store));
  }

  private void forgetTarget(String name) {
    watchedTargets.remove(name);
    targets.remove(name);
    forget("target", name);
  }

  private void forgetSource(String name) {
    sources.remove(name);
    forget("source", name);
  }

  private void forget(String tag, String value) {
    for (Meter meter : meters.getMeters()) {
      if (meter.getId().getName().startsWith("dromedary" + '.')
          && value.equals(meter.getId().getTag(tag))) {
        meters.remove(meter);
      }
    }
  }

  /** Shows what the store holds. */
  public void watchStore(Store store) {
    Gauge.builder("dromedary.unrouted", store, Store::unrouted)
        .description("Events that are accepted and not routed yet")
        .register(meters);
    Gauge.builder("dromedary.store.up", store, s -> s.isUp() ? 1 : 0)
        .description("1 when the last commit went well")
        .register(meters);
    for (Stage stage : Stage.values()) {
      Gauge.builder("dromedary.dead.letters", store, s -> s.deadLetters().getOrDefault(stage, 0L))
          .description("Events or deliveries that were given up")
          .tag("stage", stage.text())
          .register(meters);
    }
    if (store.node() != null) {
      watchNode(store);
    }
  }

  private void watchNode(Store store) {
    Gauge.builder("dromedary.node", store, s -> of(s, NodeStatus::id))
        .description("Which node of the shared store this is, in this incarnation")
        .register(meters);
    Gauge.builder("dromedary.node.lease.held", store, s -> of(s, n -> n.leaseHeld() ? 1 : 0))
        .description("1 while no other node can take over what this one has in hand")
        .register(meters);
    Gauge.builder(
            "dromedary.node.clock.skew", store, s -> of(s, n -> n.clockSkew().toMillis()) / 1e3)
        .description("By how much the clock of the database is ahead; 0 when they agree")
        .baseUnit("seconds")
        .register(meters);
    FunctionCounter.builder("dromedary.node.lease.lost", store, s -> of(s, NodeStatus::leasesLost))
        .description("How often this node was not heard of for longer than its lease")
        .register(meters);
    FunctionCounter.builder("dromedary.node.taken.over", store, s -> of(s, NodeStatus::takenOver))
        .description("Events and deliveries of nodes that are gone, made due again")
        .register(meters);
  }

  private static double of(Store store, ToLongFunction<NodeStatus> value) {
    NodeStatus node = store.node();
    return node == null ? 0 : value.applyAsLong(node);
  }

  @Override
  public void discarded(String source) {
    count("dromedary.discarded", "kind", "routing", "of", source);
  }

  @Override
  public void discarded(AttemptRecord attempt) {
    count("dromedary.discarded", "kind", "attempt", "of", attempt.target());
  }

  /** Shows the room that callbacks have. */
  public void watchInbox(InboxComponent inbox) {
    Gauge.builder("dromedary.disk.free", inbox, InboxComponent::diskFree)
        .description("Bytes that are free on the disk of the data folder, -1 when not known")
        .baseUnit("bytes")
        .register(meters);
  }

  /** Shows how much room the store takes. */
  public void watchSize(Database database) {
    Gauge.builder("dromedary.store", database, d -> size(d, StoreSize::bytes))
        .description("Room that the store takes")
        .baseUnit("bytes")
        .register(meters);
    Gauge.builder("dromedary.store.wal", database, d -> size(d, StoreSize::walBytes))
        .description("Room that the write-ahead log of the store takes")
        .baseUnit("bytes")
        .register(meters);
  }

  private static double size(Database database, ToLongFunction<StoreSize> part) {
    try {
      return part.applyAsLong(StoreSize.of(database));
    } catch (StoreException e) {
      // The store cannot be read: other meters say so.
      return Double.NaN;
    }
  }

  /** Shows what is removed from the store, and what soon will be. */
  public void watchRetention(Retention retention) {
    for (Retention.Kind kind : Retention.Kind.values()) {
      FunctionCounter.builder("dromedary.retention.removed", retention, r -> r.removed(kind))
          .description("What was removed because its time was over")
          .tag("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .register(meters);
    }
    Gauge.builder("dromedary.retention.held", retention, r -> r.held() == null ? 0 : 1)
        .description("1 while nothing is removed because the clock is not believed")
        .register(meters);
    Gauge.builder("dromedary.dead.letters.expiring", retention, r -> r.expiring().events())
        .description("Events that are dead letters and will be removed within 7 days")
        .register(meters);
  }

  /** Shows what clients take from the HTTP server. */
  public void watchServer(CallbackHttpServer server) {
    Gauge.builder("dromedary.http.connections", server, CallbackHttpServer::connections)
        .description("Open connections")
        .register(meters);
    Gauge.builder("dromedary.http.body.bytes", server, CallbackHttpServer::bytesInFlight)
        .description("Bytes of bodies in flight")
        .baseUnit("bytes")
        .register(meters);
  }

  @Override
  public void refused(String source, Rejection rejection, @Nullable String fingerprint) {
    count("dromedary.rejected", "source", source, "reason", rejection.label());
  }

  @Override
  public void accepted(String source, Accepted accepted) {
    Source counted = source(source);
    counted.lastAccepted = clock.instant();
    if (!accepted.stored()) {
      counted.duplicate.increment();
      return;
    }
    counted.accepted.increment();
    accepted
        .marks()
        .forEach(mark -> count("dromedary.marked", "source", source, "mark", mark.text()));
    if (accepted.parked()) {
      count("dromedary.parked", "source", source, "stage", Stage.READ.text());
    }
  }

  @Override
  public void unkeyed(String source) {
    meters.counter("dromedary.unkeyed", "source", source).increment();
  }

  @Override
  public void refused(String source, String reason) {
    count("dromedary.inbox.refused", "source", source, "reason", reason);
  }

  @Override
  public void settled(String source, Settlement settlement, Duration sinceReceived) {
    count("dromedary.routed", "source", source, "end", settlement.end().state().text());
    source(source).routing.record(sinceReceived);
  }

  @Override
  public void checked(String source, Checked.Result checked) {
    count("dromedary.schema.checked", "source", source, "result", checked.text());
  }

  @Override
  public void runFailed(String source) {
    count("dromedary.routing.failed", "source", source, "retried", "true");
  }

  @Override
  public void attempted(AttemptRecord attempt) {
    Target counted = target(attempt.target());
    if (attempt.outcome() == AttemptRecord.Outcome.LATE) {
      counted.late.increment();
    } else {
      counted.attempts.record(attempt.took());
    }
    if (attempt.outcome() == AttemptRecord.Outcome.TIMED_OUT) {
      counted.timedOut.increment();
    }
    switch (attempt.decision()) {
      case DELIVERED -> counted.delivered.increment();
      case NOT_COUNTED -> {}
      case REDELIVER, MISCONFIGURED, EXHAUSTED, DEAD -> counted.failed.increment();
    }
    if (attempt.state() == DeliveryState.DEAD) {
      counted.dead.increment();
    }
  }

  @Override
  public void circuit(String target, Circuit circuit, @Nullable String reason) {
    target(target).circuit = circuit;
  }

  @Override
  public void stuck(String target, int stuck, int slots) {
    Target counted = target(target);
    counted.stuck = stuck;
    counted.stalled = stuck >= slots;
  }

  @Override
  public void refused(String reason, int status) {
    count("dromedary.http.refused", "reason", reason, "status", Integer.toString(status));
  }

  private void count(String name, String tag, String value, String tag2, String value2) {
    meters.counter(name, tag, value, tag2, value2).increment();
  }

  private Source source(String name) {
    return sources.computeIfAbsent(name, Source::new);
  }

  private Target target(String name) {
    return targets.computeIfAbsent(name, Target::new);
  }

  private final class Source {
    private final Counter accepted;
    private final Counter duplicate;
    private final Timer routing;
    private volatile Instant lastAccepted = started;

    Source(String name) {
      accepted =
          Counter.builder("dromedary.accepted")
              .description("Callbacks that were kept")
              .tag("source", name)
              .register(meters);
      duplicate =
          Counter.builder("dromedary.duplicate")
              .description("Callbacks that were here already")
              .tag("source", name)
              .register(meters);
      routing =
          Timer.builder("dromedary.routing")
              .description("From the receipt of a callback to the end of its routing")
              .tag("source", name)
              .register(meters);
      Gauge.builder("dromedary.last.accepted", this, s -> s.sinceLastAccepted())
          .description("Since the last accepted event, or since the start before the first")
          .baseUnit("seconds")
          .tag("source", name)
          .register(meters);
    }

    private double sinceLastAccepted() {
      return Duration.between(lastAccepted, clock.instant()).toMillis() / 1000.0;
    }
  }

  private final class Target {
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;
    private final Counter timedOut;
    private final Counter late;
    private final Timer attempts;
    private volatile Circuit circuit = Circuit.CLOSED;
    private volatile int stuck;
    private volatile boolean stalled;

    Target(String name) {
      delivered =
          Counter.builder("dromedary.delivered")
              .description("Deliveries that the target took")
              .tag("target", name)
              .register(meters);
      failed =
          Counter.builder("dromedary.failed")
              .description("Attempts that failed")
              .tag("target", name)
              .register(meters);
      dead =
          Counter.builder("dromedary.dead")
              .description("Deliveries that were given up")
              .tag("target", name)
              .register(meters);
      timedOut =
          Counter.builder("dromedary.timed.out")
              .description("Attempts that had not ended by their time-out")
              .tag("target", name)
              .register(meters);
      late =
          Counter.builder("dromedary.late")
              .description("Deliveries that the target took after the time-out of the attempt")
              .tag("target", name)
              .register(meters);
      Gauge.builder("dromedary.circuit", this, Target::circuitNumber)
          .description("0 closed, 1 half open, 2 open: nothing is delivered")
          .tag("target", name)
          .register(meters);
      Gauge.builder("dromedary.stuck", this, target -> target.stuck)
          .description("Attempts that have timed out and hold their slots")
          .tag("target", name)
          .register(meters);
      Gauge.builder("dromedary.stalled", this, target -> target.stalled ? 1 : 0)
          .description("1 when all slots are stuck: nothing is delivered")
          .tag("target", name)
          .register(meters);
      attempts =
          Timer.builder("dromedary.attempts")
              .description("How long attempts took")
              .tag("target", name)
              .register(meters);
    }

    private double circuitNumber() {
      return switch (circuit) {
        case CLOSED -> 0;
        case HALF_OPEN -> 1;
        case OPEN -> 2;
      };
    }
  }
}
