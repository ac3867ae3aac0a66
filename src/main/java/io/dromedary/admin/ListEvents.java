package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.EventLookup.Page;
import io.dromedary.store.Match;
import io.dromedary.store.Store;
import java.util.Set;

/** {@code events stored}: the events that the store holds, the newest first. */
final class ListEvents implements AdminCommand {
  static final int USUAL = 50;
  static final int MOST = 100_000;
  private static final int PAGE = 200;

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
    return Requests.filterAnd("limit", "before");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    EventFilter filter = Requests.filter(request);
    int limit = Requests.count(request, "limit", USUAL, MOST);
    Long before = request.hasNonNull("before") ? request.get("before").asLong() : null;
    int shown = 0;
    boolean more = true;
    while (more && shown < limit && !output.cancelled()) {
      Page page = events.page(filter, before, Math.min(PAGE, limit - shown));
      for (Match match : page.matches()) {
        output.row(EventJson.row(match));
      }
      shown += page.matches().size();
      before = page.before();
      more = before != null;
    }
    ObjectNode result = EventJson.object().put("shown", shown);
    if (more && before != null) {
      result.put("before", before);
    }
    output.result(result);
  }
}
