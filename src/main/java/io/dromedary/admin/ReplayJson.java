package io.dromedary.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.Replay;
import io.dromedary.store.ReplayCount;

/** Replays as JSON. */
final class ReplayJson {
  private ReplayJson() {}

  static ObjectNode of(Replay replay) {
    ObjectNode json = EventJson.object().put("replay", replay.id());
    json.put("mode", replay.request().mode().text());
    EventJson.put(json, "to", replay.request().target());
    json.put("state", replay.state().text());
    json.put("events", replay.total()).put("examined", replay.examined());
    count(json, replay.done());
    json.put("createdAt", replay.createdAt().toString());
    EventJson.put(json, "endedAt", replay.endedAt());
    return json;
  }

  static void count(ObjectNode json, ReplayCount count) {
    json.put("deliveriesRepeated", count.repeated()).put("deliveriesAdded", count.added());
    json.put("eventsRouted", count.routed()).put("dueAtOnce", count.hastened());
    json.put("left", count.left());
  }
}
