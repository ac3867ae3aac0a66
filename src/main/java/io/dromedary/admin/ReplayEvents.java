package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.Replay;
import io.dromedary.store.ReplayCount;
import io.dromedary.store.ReplayPlan;
import io.dromedary.store.ReplayRequest;
import io.dromedary.store.Replays;
import io.dromedary.store.Store;
import io.dromedary.store.UnknownEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code replay}: delivers, routes or reads once more what the store holds. */
final class ReplayEvents implements AdminCommand {
  private static final int STEP = 100;
  private static final int MAX_RATE = 1_000_000;

  private final EventLookup events;
  private final Replays replays;
  private final RouteRules rules;

  ReplayEvents(Store store, Replays replays, RouteRules rules) {
    this.events = new EventLookup(store.database());
    this.replays = replays;
    this.rules = rules;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Set<String> parameters() {
    return Requests.filterAnd("ids", "all", "dead", "reroute", "to", "dryRun", "rate", "resume");
  }

  @Override
  public void run(JsonNode request, AdminOutput output)
      throws AdminException, InterruptedException {
    int rate = Requests.count(request, "rate", 0, MAX_RATE);
    try {
      if (request.hasNonNull("resume")) {
        output.result(
            ReplayJson.of(goOn(unfinished(request.get("resume").asLong()), rate, output)));
        return;
      }
      List<ReplayRequest> wanted = requests(request);
      ReplayPlan plan = plan(wanted, output);
      if (output.cancelled() || request.path("dryRun").asBoolean()) {
        output.result(planned(plan));
        return;
      }
      output.result(replay(wanted, rate, output));
    } catch (UnknownEventException e) {
      throw new AdminException(Kind.NOT_FOUND, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new AdminException(Kind.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private Replay unfinished(long id) throws AdminException {
    Replay replay =
        replays
            .find(id)
            .orElseThrow(
                () ->
                    new AdminException(
                        Kind.NOT_FOUND,
                        "there is no replay " + id + "; 'replay list' shows the latest ones"));
    if (replay.state() == Replay.State.DONE) {
      throw new AdminException(
          Kind.FAILED, "replay " + id + " is done since " + replay.endedAt() + "; begin a new one");
    }
    return replay;
  }

  private List<ReplayRequest> requests(JsonNode request) throws AdminException {
    EventFilter filter = Requests.filter(request);
    if (request.path("dead").asBoolean()) {
      filter = filter.ofDeadLetters();
    }
    Requests.refuseEverything(request, filter, name());
    List<EventFilter> filters = new ArrayList<>();
    for (String id : Requests.ids(request)) {
      filters.add(filter.and(events.find(id)));
    }
    if (filters.isEmpty()) {
      filters.add(filter);
    }
    boolean reroute = request.path("reroute").asBoolean();
    if (!request.hasNonNull("to")) {
      return filters.stream()
          .map(one -> reroute ? ReplayRequest.reroute(one) : ReplayRequest.repeat(one))
          .toList();
    }
    if (reroute) {
      throw new AdminException(
          Kind.BAD_REQUEST, "--reroute asks the routes for the targets and --to names one: choose");
    }
    String target = target(request.get("to").asText());
    return filters.stream().map(one -> ReplayRequest.to(target, one)).toList();
  }

  private String target(String name) throws AdminException {
    Map<String, Boolean> targets = rules.targets();
    if (!targets.isEmpty() && !targets.containsKey(name)) {
      throw new AdminException(
          Kind.BAD_REQUEST,
          "there is no target " + name + "; there are " + String.join(", ", targets.keySet()));
    }
    if (Boolean.FALSE.equals(targets.get(name))) {
      throw new AdminException(
          Kind.FAILED, "the target " + name + " is off; turn it on, then deliver to it");
    }
    return name;
  }

  private ReplayPlan plan(List<ReplayRequest> wanted, AdminOutput output) {
    ReplayPlan all = new ReplayPlan(0, 0, ReplayCount.NONE);
    for (ReplayRequest one : wanted) {
      long before = all.events();
      all =
          all.plus(
              replays.plan(
                  one,
                  counted -> {
                    output.progress(before + counted, 0);
                    return !output.cancelled();
                  }));
    }
    return all;
  }

  private static ObjectNode planned(ReplayPlan plan) {
    ObjectNode json = EventJson.object().put("state", "planned").put("events", plan.events());
    ReplayJson.count(json, plan.would());
    return json;
  }

  /** Several events by their ids are a replay each, and shown as one. */
  private ObjectNode replay(List<ReplayRequest> wanted, int rate, AdminOutput output)
      throws AdminException, InterruptedException {
    ReplayPlan sum = new ReplayPlan(0, 0, ReplayCount.NONE);
    ObjectNode last = planned(sum);
    for (ReplayRequest one : wanted) {
      if (output.cancelled()) {
        break;
      }
      Replay replay = replays.create(one, replays.plan(one, counted -> true));
      replay = goOn(replay, rate, output);
      sum = sum.plus(new ReplayPlan(replay.examined(), 0, replay.done()));
      last = ReplayJson.of(replay);
    }
    if (wanted.size() > 1) {
      last.put("examined", sum.events()).put("events", wanted.size());
      ReplayJson.count(last, sum.would());
    }
    return last;
  }

  private Replay goOn(Replay begun, int rate, AdminOutput output) throws InterruptedException {
    Replay replay = begun;
    long began = System.nanoTime();
    int step = rate == 0 ? STEP : Math.max(1, Math.min(STEP, rate / 4));
    while (replay.state() == Replay.State.OPEN && !output.cancelled()) {
      replay = replays.step(replay, step);
      output.progress(replay.examined(), replay.total());
      if (rate > 0 && replay.state() == Replay.State.OPEN) {
        long made = replay.examined() - begun.examined();
        waitUntil(began + TimeUnit.SECONDS.toNanos(made) / rate, output);
      }
    }
    return replay;
  }

  private static void waitUntil(long nanoTime, AdminOutput output) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    while (left > 0 && !output.cancelled()) {
      TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(200)));
      left = nanoTime - System.nanoTime();
    }
  }
}
