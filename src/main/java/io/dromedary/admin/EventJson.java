package io.dromedary.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.Attempt;
import io.dromedary.store.DeadLetter;
import io.dromedary.store.DeliverySummary;
import io.dromedary.store.EventSummary;
import io.dromedary.store.Match;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events and deliveries as JSON. What is not known is left out. */
final class EventJson {
  private EventJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A line of a list of events. */
  static ObjectNode row(Match match) {
    ObjectNode row = event(match.event());
    ObjectNode deliveries = row.putObject("deliveries");
    match
        .deliveries()
        .forEach(delivery -> deliveries.put(delivery.target(), delivery.state().text()));
    return row;
  }

  /** A line of a list of dead letters. */
  static ObjectNode row(DeadLetter letter, Instant now) {
    ObjectNode row = object().put("id", letter.event().id()).put("stage", letter.stage().text());
    letter.delivery().ifPresent(delivery -> row.put("target", delivery.target()));
    put(row, "type", letter.event().eventType());
    row.put("at", letter.at().toString());
    row.put("age", age(Duration.between(letter.at(), now)));
    put(row, "reason", letter.reason());
    letter.delivery().ifPresent(delivery -> row.put("attempts", delivery.tried()));
    return row;
  }

  private static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
  }

  static ObjectNode event(EventSummary event) {
    ObjectNode json = object().put("id", event.id()).put("seq", event.seq());
    json.put("source", event.source()).put("eventId", event.eventId());
    put(json, "type", event.eventType());
    put(json, "system", event.system());
    put(json, "domain", event.domain());
    put(json, "subscription", event.subscription());
    put(json, "enqueuedAt", event.enqueuedAt());
    put(json, "receivedAt", event.receivedAt());
    json.put("state", event.state().text());
    put(json, "stage", event.stage() == null ? null : event.stage().text());
    put(json, "reason", event.reason());
    put(json, "marks", event.marks());
    json.put("generation", event.generation()).put("failedRuns", event.runs());
    put(json, "nextAt", event.nextAt());
    put(json, "settledAt", event.settledAt());
    return json;
  }

  static ObjectNode delivery(DeliverySummary delivery) {
    ObjectNode json =
        object().put("target", delivery.target()).put("state", delivery.state().text());
    put(json, "route", delivery.route());
    json.put("body", delivery.changed() ? "made by the route" : "the signed bytes");
    json.put("generation", delivery.generation()).put("spent", delivery.attempts());
    json.put("tried", delivery.tried());
    put(json, "nextAt", delivery.nextAt());
    put(json, "endedAt", delivery.endedAt());
    put(json, "reason", delivery.reason());
    return json;
  }

  static void attempts(ObjectNode delivery, Iterable<Attempt> attempts) {
    ArrayNode all = delivery.putArray("attempts");
    for (Attempt attempt : attempts) {
      ObjectNode json = all.addObject().put("number", attempt.number());
      json.put("generation", attempt.generation());
      put(json, "beganAt", attempt.beganAt());
      json.put("tookMillis", attempt.took().toMillis());
      json.put("outcome", attempt.outcome()).put("decision", attempt.decision());
      put(json, "reason", attempt.reason());
      put(json, "response", attempt.response());
    }
  }

  static void put(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }
}
