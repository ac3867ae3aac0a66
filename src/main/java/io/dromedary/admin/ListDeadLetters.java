package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.DeadLetter;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.Store;
import java.time.Instant;
import java.util.Set;

/** {@code dead list}: the dead letters of all stages, those of the newest events first. */
final class ListDeadLetters implements AdminCommand {
  private final Store store;
  private final EventLookup events;

  ListDeadLetters(Store store) {
    this.store = store;
    this.events = new EventLookup(store.database());
  }

  @Override
  public String name() {
    return "dead list";
  }

  @Override
  public Set<String> parameters() {
    return EventListing.PARAMETERS;
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    EventFilter filter = Requests.filter(request).ofDeadLetters();
    ObjectNode result =
        EventListing.list(
            events,
            filter,
            request,
            output,
            match ->
                DeadLetter.of(match).stream()
                    .map(letter -> EventJson.row(letter, Instant.now()))
                    .toList());
    ObjectNode all = result.putObject("all");
    store.deadLetters().forEach((stage, count) -> all.put(stage.text(), count));
    output.result(result);
  }
}
