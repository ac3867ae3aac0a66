package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a replay did or would do, for people. */
final class ReplayText {
  private ReplayText() {}

  static List<String> of(JsonNode result) {
    List<String> lines = new ArrayList<>();
    String state = result.path("state").asText();
    long events = result.path("events").asLong();
    long examined = result.path("examined").asLong();
    switch (state) {
      case "planned" -> lines.add("Nothing was done yet. Of " + events(events) + ":");
      case "done" -> lines.add("Replayed " + events(examined) + ":");
      default ->
          lines.add(
              "Interrupted after "
                  + events(examined)
                  + " of "
                  + events
                  + "; 'replay --resume "
                  + result.path("replay").asLong()
                  + "' goes on:");
    }
    add(lines, result, "deliveriesRepeated", "deliveries repeated");
    add(lines, result, "deliveriesAdded", "deliveries to a target that had none");
    add(lines, result, "eventsRouted", "events sent through the routes");
    add(lines, result, "dueAtOnce", "that waited already, due at once");
    add(lines, result, "left", "left as they are (discarded, or still not readable)");
    return lines;
  }

  /** What is asked before it is done. */
  static String question(JsonNode planned) {
    return String.join(System.lineSeparator(), of(planned)) + System.lineSeparator() + "Go on?";
  }

  private static String events(long count) {
    return String.format(Locale.ROOT, "%,d event%s", count, count == 1 ? "" : "s");
  }

  private static void add(List<String> lines, JsonNode result, String field, String meaning) {
    long count = result.path(field).asLong();
    if (count > 0) {
      lines.add(String.format(Locale.ROOT, "  %,d %s", count, meaning));
    }
  }
}
