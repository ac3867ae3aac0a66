package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.Discards;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.Store;
import io.dromedary.store.UnknownEventException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code dead discard}: gives dead letters up for good. */
final class DiscardDeadLetters implements AdminCommand {
  private final Discards discards;
  private final EventLookup events;

  DiscardDeadLetters(Store store) {
    this.discards = new Discards(store.database(), Clock.systemUTC());
    this.events = new EventLookup(store.database());
  }

  @Override
  public String name() {
    return "dead discard";
  }

  @Override
  public Set<String> parameters() {
    return Requests.filterAnd("ids", "all", "reason", "dryRun");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    EventFilter filter = Requests.filter(request);
    Requests.refuseEverything(request, filter, name());
    String reason = request.path("reason").asText("by hand");
    boolean dryRun = request.path("dryRun").asBoolean();
    long done = 0;
    for (EventFilter one : filters(filter, Requests.ids(request))) {
      if (output.cancelled()) {
        break;
      }
      done +=
          dryRun ? discards.count(one) : discards.discard(one, reason, d -> !output.cancelled());
    }
    output.result(
        EventJson.object()
            .put(dryRun ? "wouldDiscard" : "discarded", done)
            .put("cancelled", output.cancelled()));
  }

  private List<EventFilter> filters(EventFilter filter, List<String> ids) throws AdminException {
    if (ids.isEmpty()) {
      return List.of(filter);
    }
    try {
      List<EventFilter> filters = new ArrayList<>();
      for (String id : ids) {
        filters.add(filter.and(events.find(id)));
      }
      return filters;
    } catch (UnknownEventException e) {
      throw new AdminException(Kind.NOT_FOUND, String.valueOf(e.getMessage()), e);
    }
  }
}
