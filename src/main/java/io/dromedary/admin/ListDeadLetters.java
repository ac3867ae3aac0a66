package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.DeadLetter;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.EventLookup.Page;
import io.dromedary.store.Match;
import io.dromedary.store.Store;
import java.time.Instant;
import java.util.Set;

/** {@code dead list}: the dead letters of all stages, those of the newest events first. */
final class ListDeadLetters implements AdminCommand {
  private static final int PAGE = 200;

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
    return Requests.filterAnd("limit", "before");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    EventFilter filter = Requests.filter(request).ofDeadLetters();
    int limit = Requests.count(request, "limit", ListEvents.USUAL, ListEvents.MOST);
    Long before = request.hasNonNull("before") ? request.get("before").asLong() : null;
    int shown = 0;
    boolean more = true;
    while (more && shown < limit && !output.cancelled()) {
      // An event may have several: the limit is reached with the event that reaches it.
      Page page = events.page(filter, before, Math.min(PAGE, limit - shown));
      for (Match match : page.matches()) {
        for (DeadLetter letter : DeadLetter.of(match)) {
          output.row(EventJson.row(letter, Instant.now()));
          shown++;
        }
      }
      before = page.before();
      more = before != null;
    }
    ObjectNode result = EventJson.object().put("shown", shown);
    if (more && before != null) {
      result.put("before", before);
    }
    ObjectNode all = result.putObject("all");
    store.deadLetters().forEach((stage, count) -> all.put(stage.text(), count));
    output.result(result);
  }
}
