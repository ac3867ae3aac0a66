package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.store.EventLookup;
import io.dromedary.store.Store;
import java.util.List;
import java.util.Set;

/** {@code events stored}: the events that the store holds, the newest first. */
final class ListEvents implements AdminCommand {
  private final EventLookup events;

  ListEvents(Store store) {
    this.events = new EventLookup(store.database());
  }

  @Override
  public String name() {
    return "events stored";
  }

  @Override
  public Set<String> parameters() {
    return EventListing.PARAMETERS;
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    output.result(
        EventListing.list(
            events,
            Requests.filter(request),
            request,
            output,
            match -> List.of(EventJson.row(match))));
  }
}
