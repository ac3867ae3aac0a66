package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventLookup;
import io.dromedary.store.EventLookup.Page;
import io.dromedary.store.Match;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Lists what matches a filter, page by page, the newest events first. */
final class EventListing {
  static final Set<String> PARAMETERS = Set.copyOf(Requests.filterAnd("limit", "before"));
  private static final int USUAL = 50;
  private static final int MOST = 100_000;
  private static final int PAGE = 200;

  private EventListing() {}

  /**
   * Writes the rows. An event may have several: the limit is reached with the event that reaches
   * it.
   *
   * @param rowsOf the rows of one event
   * @return how many were shown, and where the next list begins if that is not all
   */
  static ObjectNode list(
      EventLookup events,
      EventFilter filter,
      JsonNode request,
      AdminOutput output,
      Function<Match, List<ObjectNode>> rowsOf)
      throws AdminException {
    int limit = Requests.count(request, "limit", USUAL, MOST);
    Long before = request.hasNonNull("before") ? request.get("before").asLong() : null;
    int shown = 0;
    boolean more = true;
    while (more && shown < limit && !output.cancelled()) {
      Page page = events.page(filter, before, Math.min(PAGE, limit - shown));
      for (Match match : page.matches()) {
        for (ObjectNode row : rowsOf.apply(match)) {
          output.row(row);
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
    return result;
  }
}
