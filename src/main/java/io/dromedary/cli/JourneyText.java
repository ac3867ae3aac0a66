package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The journey of one event, for people. */
final class JourneyText {
  private final List<String> lines = new ArrayList<>();

  private JourneyText() {}

  static List<String> of(JsonNode event) {
    JourneyText text = new JourneyText();
    text.event(event);
    text.body(event.path("body"));
    event.path("deliveries").forEach(text::delivery);
    return text.lines;
  }

  private void event(JsonNode event) {
    field("event", event.path("id"));
    field("type", event.path("type"));
    field("system", event.path("system"));
    field("domain", event.path("domain"));
    field("subscription", event.path("subscription"));
    field("enqueued", event.path("enqueuedAt"));
    field("received", event.path("receivedAt"));
    field("marks", event.path("marks"));
    String stage = event.has("stage") ? " (stage " + event.path("stage").asText() + ")" : "";
    line("state", event.path("state").asText() + stage);
    field("since", event.path("settledAt"));
    field("routed again at", event.path("nextAt"));
    field("reason", event.path("reason"));
    if (event.path("generation").asInt() > 1) {
      field("generation", event.path("generation"));
    }
    if (event.path("failedRuns").asInt() > 0) {
      field("failed runs", event.path("failedRuns"));
    }
    JsonNode request = event.path("request");
    field("callback route", request.path("route"));
    request
        .path("headers")
        .properties()
        .forEach(
            header ->
                header
                    .getValue()
                    .forEach(value -> line("header", header.getKey() + ": " + value.asText())));
    request
        .path("path")
        .properties()
        .forEach(value -> line("path", value.getKey() + "=" + value.getValue().asText()));
  }

  private void body(JsonNode body) {
    long bytes = body.path("bytes").asLong();
    boolean text = body.has("text");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Body, %,d bytes%s%s:",
            bytes,
            text ? "" : ", as base64",
            body.path("whole").asBoolean() ? "" : ", its beginning (--body shows all)"));
    String shown = text ? body.path("text").asText() : body.path("base64").asText();
    shown.lines().forEach(line -> lines.add("  " + line));
  }

  private void delivery(JsonNode delivery) {
    lines.add("");
    lines.add("Delivery to " + delivery.path("target").asText() + ":");
    field("  state", delivery.path("state"));
    field("  named by", delivery.path("route"));
    field("  body", delivery.path("body"));
    if (delivery.path("tried").asInt() > 0) {
      field("  tried again at", delivery.path("nextAt"));
    }
    field("  ended", delivery.path("endedAt"));
    field("  reason", delivery.path("reason"));
    delivery.path("attempts").forEach(this::attempt);
  }

  private void attempt(JsonNode attempt) {
    StringBuilder line = new StringBuilder();
    line.append("  attempt ").append(attempt.path("number").asInt());
    if (attempt.path("generation").asInt() > 1) {
      line.append(" (generation ").append(attempt.path("generation").asInt()).append(')');
    }
    line.append("  ").append(attempt.path("beganAt").asText());
    line.append("  ").append(attempt.path("tookMillis").asLong()).append(" ms");
    line.append("  ").append(attempt.path("outcome").asText());
    line.append(" -> ").append(attempt.path("decision").asText());
    if (attempt.has("reason")) {
      line.append(": ").append(attempt.path("reason").asText());
    }
    lines.add(line.toString());
    if (attempt.has("response")) {
      lines.add("    answered: " + attempt.path("response").asText());
    }
  }

  private void field(String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      line(name, value.asText());
    }
  }

  private void line(String name, String value) {
    lines.add(String.format(Locale.ROOT, "%-16s %s", name, value));
  }
}
