package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.RuntimeStatus.ConfigurationStatus;
import io.dromedary.admin.RuntimeStatus.Program;
import io.dromedary.admin.RuntimeStatus.RetentionStatus;
import io.dromedary.admin.RuntimeStatus.SourceStatus;
import io.dromedary.admin.RuntimeStatus.TargetStatus;
import io.dromedary.store.Store;
import io.dromedary.store.StoreFacts;
import io.dromedary.store.TargetBacklog;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code status}: a row for each source and each target, and how the runtime and its store are.
 * Where no process takes callbacks, what the store alone says.
 */
final class ShowStatus implements AdminCommand {
  /** What {@code status} says where no process takes callbacks. */
  private static final String NOT_RUNNING = "not running";

  private final Store store;
  private final Supplier<@Nullable RuntimeStatus> runtime;

  ShowStatus(Store store, Supplier<@Nullable RuntimeStatus> runtime) {
    this.store = store;
    this.runtime = runtime;
  }

  @Override
  public String name() {
    return "status";
  }

  @Override
  public Set<String> parameters() {
    return Set.of();
  }

  @Override
  public void run(JsonNode request, AdminOutput output) {
    RuntimeStatus running = runtime.get();
    if (running != null) {
      running.sources().forEach(source -> output.row(row(source)));
    }
    targets(running).forEach((name, target) -> output.row(row(name, target)));
    ObjectNode result = EventJson.object();
    result.put("status", running == null ? NOT_RUNNING : running.health());
    if (running != null) {
      describe(running, result);
      configuration(result.putObject("configuration"), running.configuration());
    }
    StoreFacts facts = StoreFacts.of(store.database());
    inbox(result, facts, running);
    ObjectNode dead = result.putObject("deadLetters");
    store.deadLetters().forEach((stage, count) -> dead.put(stage.text(), count));
    store(result, facts, running);
    if (running != null) {
      retention(result.putObject("retention"), running.retention());
    }
    output.result(result);
  }

  /** Also those that no route starts at any more, and for which something is stored. */
  private Map<String, @Nullable TargetStatus> targets(@Nullable RuntimeStatus running) {
    Map<String, @Nullable TargetStatus> targets = new TreeMap<>();
    store
        .pendingDeliveries()
        .forEach(
            (target, pending) -> {
              if (pending > 0) {
                targets.put(target, null);
              }
            });
    if (running != null) {
      running.targets().forEach(target -> targets.put(target.name(), target));
    }
    return targets;
  }

  private static ObjectNode row(SourceStatus source) {
    ObjectNode row = EventJson.object().put("source", source.name());
    row.put("state", source.on() ? "on" : "off");
    row.put("accepted", source.accepted()).put("duplicates", source.duplicates());
    row.put("refused", source.refused());
    EventJson.put(row, "lastAcceptedAt", source.lastAccepted());
    return row;
  }

  private ObjectNode row(String name, @Nullable TargetStatus target) {
    long pending = store.pendingDeliveries().getOrDefault(name, 0L);
    TargetBacklog backlog = TargetBacklog.of(store.database(), name, pending);
    ObjectNode row = EventJson.object().put("target", name);
    if (target != null) {
      row.put("state", target.state());
      EventJson.put(row, "circuit", target.circuit());
    }
    row.put("pending", pending).put("dead", backlog.dead());
    EventJson.put(row, "oldestPendingAt", backlog.oldest());
    if (target != null) {
      EventJson.put(row, "lastFailureAt", target.lastFailureAt());
      EventJson.put(row, "lastFailure", target.lastFailure());
    }
    return row;
  }

  private static void describe(RuntimeStatus running, ObjectNode result) {
    Program program = running.program();
    running.reasons().forEach(result.putArray("reasons")::add);
    result.put("version", program.version()).put("since", program.since().toString());
    result.put("host", program.host()).put("pid", program.pid());
    EventJson.put(result, "node", program.node());
    result.put("callbacks", program.callbacks()).put("management", program.management());
  }

  private static void configuration(ObjectNode result, ConfigurationStatus configuration) {
    result.put("generation", configuration.generation());
    result.put("fingerprint", configuration.fingerprint());
    result.put("since", configuration.since().toString());
    result.put("rotations", configuration.rotations());
    configuration.waiting().forEach(result.putArray("waitingForRestart")::add);
  }

  private void inbox(ObjectNode result, StoreFacts facts, @Nullable RuntimeStatus running) {
    ObjectNode inbox = result.putObject("inbox").put("unrouted", store.unrouted());
    facts.oldestUnrouted().ifPresent(at -> inbox.put("oldestUnroutedAt", at.toString()));
    if (running != null) {
      inbox.put("maxUnrouted", running.maxUnrouted());
    }
  }

  private static void store(ObjectNode result, StoreFacts facts, @Nullable RuntimeStatus running) {
    ObjectNode store = result.putObject("store").put("database", facts.database());
    store.put("location", facts.location()).put("bytes", facts.bytes());
    facts.walBytes().ifPresent(bytes -> store.put("walBytes", bytes));
    facts.diskFree().ifPresent(bytes -> store.put("diskFree", bytes));
    if (running != null) {
      store.put("diskReserve", running.diskReserve());
    }
  }

  private static void retention(ObjectNode json, RetentionStatus retention) {
    json.put("eventsAge", retention.eventsAge().toString());
    json.put("deadLettersAge", retention.deadLettersAge().toString());
    EventJson.put(json, "held", retention.held());
    json.put("expiring", retention.expiring());
    ObjectNode removed = json.putObject("removed");
    retention.removed().forEach(removed::put);
  }
}
