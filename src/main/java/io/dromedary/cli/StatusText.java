package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The runtime at a glance, as people read it. */
final class StatusText {
  private static final View SOURCES =
      new View(
          List.of(
              Column.text("SOURCE", "source"),
              Column.state("STATE", "state"),
              Column.number("ACCEPTED", "accepted"),
              Column.number("DUPLICATES", "duplicates"),
              Column.number("REFUSED", "refused"),
              Column.text("LAST EVENT", "lastAccepted")),
          result -> List.of());
  private static final View TARGETS =
      new View(
          List.of(
              Column.text("TARGET", "target"),
              Column.state("STATE", "state"),
              Column.state("CIRCUIT", "circuit"),
              Column.number("PENDING", "pending"),
              Column.number("DEAD", "dead"),
              Column.text("OLDEST PENDING", "oldestPending"),
              Column.prose("LAST FAILURE", "failure")),
          result -> List.of());

  private final Terminal terminal;
  private final Clock clock;

  StatusText(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  void print(Gathered said, PrintWriter out) {
    JsonNode result = said.result();
    head(result).forEach(out::println);
    List<JsonNode> sources = said.rowsWith("source");
    if (!sources.isEmpty()) {
      out.println();
      table(SOURCES, sources.stream().map(this::source).toList(), out);
      out.println("(counted since the start)");
    }
    List<JsonNode> targets = said.rowsWith("target");
    if (!targets.isEmpty()) {
      out.println();
      table(TARGETS, targets.stream().map(this::target).toList(), out);
    }
    out.flush();
  }

  private void table(View view, List<JsonNode> rows, PrintWriter out) {
    TableOutput table =
        new TableOutput(view, terminal, out, new ProgressBar(out, false), () -> false);
    rows.forEach(table::row);
    table.end();
  }

  private List<String> head(JsonNode result) {
    List<String> lines = new ArrayList<>();
    boolean runs = result.has("version");
    lines.add(
        runs
            ? "Dromedary "
                + result.path("version").asText()
                + " runs since "
                + Instant.parse(result.path("since").asText()).truncatedTo(ChronoUnit.SECONDS)
                + " (pid "
                + result.path("pid").asText()
                + " on "
                + result.path("host").asText()
                + (result.has("node") ? ", node " + result.path("node").asText() : "")
                + ")"
            : "No Dromedary runs here; this is what the store holds");
    lines.add("health        " + terminal.state(result.path("status").asText()));
    result.path("reasons").forEach(reason -> lines.add("              " + text(reason)));
    if (runs) {
      lines.add("callbacks     " + text(result.path("callbacks")));
      lines.add("metrics       " + text(result.path("management")));
      configuration(result.path("configuration"), lines);
    }
    lines.add("inbox         " + inbox(result.path("inbox")));
    lines.add("dead letters  " + deadLetters(result.path("deadLetters")));
    JsonNode store = result.path("store");
    lines.add(
        "store         " + text(store.path("database")) + ", " + text(store.path("location")));
    lines.add("              " + size(store));
    if (result.has("retention")) {
      lines.add("retention     " + retention(result.path("retention")));
    }
    return lines;
  }

  private void configuration(JsonNode configuration, List<String> lines) {
    lines.add(
        "configuration generation "
            + text(configuration.path("generation"))
            + ", "
            + text(configuration.path("fingerprint"))
            + ", for "
            + age(configuration, "since"));
    List<String> waiting = new ArrayList<>();
    configuration.path("waitingForRestart").forEach(key -> waiting.add(text(key)));
    if (!waiting.isEmpty()) {
      lines.add("              changed, and waiting for a restart: " + String.join(", ", waiting));
    }
  }

  private static String text(JsonNode value) {
    return Column.printable(value.asText());
  }

  private String inbox(JsonNode inbox) {
    long unrouted = inbox.path("unrouted").asLong();
    String bound =
        inbox.has("maxUnrouted") ? " of at most " + number(inbox.path("maxUnrouted").asLong()) : "";
    return number(unrouted)
        + bound
        + " waiting to be routed"
        + (inbox.has("oldestUnroutedAt")
            ? ", the oldest for " + age(inbox, "oldestUnroutedAt")
            : "");
  }

  private static String deadLetters(JsonNode stages) {
    List<String> parts = new ArrayList<>();
    stages
        .properties()
        .forEach(
            stage -> {
              if (stage.getValue().asLong() > 0) {
                parts.add(stage.getKey() + " " + number(stage.getValue().asLong()));
              }
            });
    return parts.isEmpty() ? "none" : String.join(", ", parts) + " ('dead list' shows them)";
  }

  private static String size(JsonNode store) {
    StringBuilder size = new StringBuilder(Size.of(store.path("bytes").asLong()));
    if (store.has("walBytes")) {
      size.append(", write-ahead log ").append(Size.of(store.path("walBytes").asLong()));
    }
    if (store.has("diskFree")) {
      size.append(", ").append(Size.of(store.path("diskFree").asLong())).append(" free on disk");
    }
    if (store.has("diskReserve")) {
      size.append(" (").append(Size.of(store.path("diskReserve").asLong())).append(" reserved)");
    }
    return size.toString();
  }

  private static String retention(JsonNode retention) {
    String rules =
        "events "
            + span(Duration.parse(retention.path("eventsAge").asText()))
            + ", dead letters "
            + span(Duration.parse(retention.path("deadLettersAge").asText()));
    if (retention.has("held")) {
      return rules + "; held: " + text(retention.path("held"));
    }
    long expiring = retention.path("expiring").asLong();
    return expiring == 0
        ? rules
        : rules + "; " + number(expiring) + " events with dead letters go within a few days";
  }

  private JsonNode source(JsonNode row) {
    ObjectNode shown = row.deepCopy();
    return shown.put(
        "lastAccepted",
        row.has("lastAcceptedAt")
            ? age(row, "lastAcceptedAt") + " ago"
            : row.path("state").asText().equals("on") ? "none yet" : "");
  }

  private JsonNode target(JsonNode row) {
    ObjectNode shown = row.deepCopy();
    if (row.has("oldestPendingAt")) {
      shown.put("oldestPending", age(row, "oldestPendingAt"));
    }
    if (row.has("lastFailure")) {
      shown.put("failure", age(row, "lastFailureAt") + " ago: " + row.path("lastFailure").asText());
    }
    return shown;
  }

  private String age(JsonNode row, String field) {
    Duration age = Duration.between(Instant.parse(row.path(field).asText()), clock.instant());
    return span(age.isNegative() ? Duration.ZERO : age);
  }

  private static String span(Duration span) {
    if (span.toDays() > 0) {
      return span.toDays() + " d";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h";
    }
    return span.toMinutes() > 0 ? span.toMinutes() + " min" : span.toSeconds() + " s";
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
