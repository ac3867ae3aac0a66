package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.EventFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the parameters that several commands have. */
final class Requests {
  private Requests() {}

  /** The names of a filter's parts, and these. */
  static Set<String> filterAnd(String... others) {
    Set<String> names = new TreeSet<>(EventFilter.PARTS);
    names.addAll(List.of(others));
    return names;
  }

  static EventFilter filter(JsonNode request) throws AdminException {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : EventFilter.PARTS) {
      if (request.hasNonNull(part)) {
        parts.put(part, request.get(part).asText());
      }
    }
    try {
      return EventFilter.parse(parts, Instant.now());
    } catch (IllegalArgumentException e) {
      throw new AdminException(Kind.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  static List<String> ids(JsonNode request) {
    List<String> ids = new ArrayList<>();
    request.path("ids").forEach(id -> ids.add(id.asText()));
    return ids;
  }

  /** A number from 1 to a bound. */
  static int count(JsonNode request, String name, int usual, int most) throws AdminException {
    if (!request.hasNonNull(name)) {
      return usual;
    }
    int count = request.get(name).asInt(0);
    if (count < 1 || count > most) {
      throw new AdminException(
          Kind.BAD_REQUEST,
          name + " must be a number from 1 to " + most + ", not " + request.get(name).asText());
    }
    return count;
  }

  /** Refuses what would mean every event, unless that was said. */
  static void refuseEverything(JsonNode request, EventFilter filter, String words)
      throws AdminException {
    if (filter.equals(EventFilter.ALL)
        && ids(request).isEmpty()
        && !request.path("all").asBoolean()) {
      throw new AdminException(
          Kind.BAD_REQUEST,
          "'"
              + words
              + "' needs to know which: name events by their ids, say a filter such as --source or"
              + " --since 2h, or --all");
    }
  }
}
