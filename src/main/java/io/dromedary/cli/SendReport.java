package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminOutput;
import io.dromedary.cli.SendRun.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** What {@code send} says of its answers. */
final class SendReport {
  private static final View VIEW =
      new View(
          List.of(
              Column.text("ANSWER", "answer"),
              Column.number("COUNT", "count"),
              Column.number("MIN MS", "min"),
              Column.number("MEDIAN MS", "median"),
              Column.number("MAX MS", "max"),
              Column.prose("TO THE PROVIDER", "meaning")),
          SendReport::summary);

  private final CommandLine line;
  private final boolean json;
  private final int count;
  private final BooleanSupplier cancelled;

  SendReport(CommandLine line, boolean json, int count, BooleanSupplier cancelled) {
    this.line = line;
    this.json = json;
    this.count = count;
    this.cancelled = cancelled;
  }

  /** Runs it; gives the exit code. */
  int show(SendRun run, SendRun.Bodies bodies, SendRun.Pace pace)
      throws CommandFailure, InterruptedException {
    AdminOutput output = output();
    run.run(bodies, pace, done -> progress(output, done), output::cancelled);
    for (Kind kind : run.kinds()) {
      if (json || count > 1) {
        output.row(row(run, kind));
      }
    }
    output.result(result(run));
    return run.accepted() == count ? Main.DONE : Main.NOT_AS_IT_SHOULD_BE;
  }

  private AdminOutput output() {
    if (json) {
      return new JsonLines(line.getOut(), cancelled);
    }
    Terminal terminal = Terminal.ofThisProcess();
    return new TableOutput(
        VIEW,
        terminal,
        line.getOut(),
        new ProgressBar(line.getErr(), terminal.interactive()),
        cancelled);
  }

  private void progress(AdminOutput output, int done) {
    if (count > 1) {
      output.progress(done, count);
    }
  }

  private static ObjectNode row(SendRun run, Kind kind) {
    ObjectNode row =
        JsonNodeFactory.instance
            .objectNode()
            .put("answer", answer(kind))
            .put("count", kind.millis.size())
            .put("min", kind.millisAt(0))
            .put("median", kind.millisAt(0.5))
            .put("max", kind.millisAt(1))
            .put("accepted", kind.accepted())
            .put("meaning", meaning(run, kind));
    if (kind.first.status() != null) {
      row.put("status", kind.first.status());
    }
    return row;
  }

  private static String answer(Kind kind) {
    return kind.first.status() == null
        ? "none"
        : kind.first.status()
            + (kind.first.text().isEmpty() ? "" : " " + Column.printable(shortened(kind)));
  }

  private static String shortened(Kind kind) {
    String text = kind.first.text();
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  private static String meaning(SendRun run, Kind kind) {
    if (kind.accepted()) {
      return run.corrupt
          ? "delivered, although the signature is wrong: this receiver does not verify"
          : "delivered";
    }
    String meaning = "not delivered: " + kind.refusal;
    if (run.corrupt && kind.first.status() != null && kind.first.status() / 100 == 4) {
      return meaning + ". The wrong signature was refused, as it should be";
    }
    return meaning + "; " + run.rule.afterFailure() + hint(kind);
  }

  private static String hint(Kind kind) {
    Integer status = kind.first.status();
    if (status == null) {
      return "";
    }
    return switch (status) {
      case 401, 403 ->
          ". The receiver has another secret or scheme: its log says more, and"
              + " 'verify' of what it received";
      case 404 -> ". There is no callback route at this path";
      case 405 -> ". The receiver takes no POST at this path";
      case 503 -> ". The receiver cannot keep it now";
      default -> "";
    };
  }

  private ObjectNode result(SendRun run) {
    ObjectNode result =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", run.to.toString())
            .put("sent", run.answered())
            .put("wanted", count)
            .put("accepted", run.accepted())
            .put("bytes", run.bytes())
            .put("provider", run.rule.provider())
            .put("deadline", run.rule.deadline().toMillis())
            .put("documented", run.rule.documented());
    if (run.type != null) {
      result.put("type", run.type);
    }
    if (count == 1 && run.kinds().size() == 1) {
      Kind only = run.kinds().iterator().next();
      result
          .put("answer", answer(only))
          .put("millis", only.millisAt(0))
          .put("meaning", meaning(run, only));
    }
    return result;
  }

  private static List<String> summary(JsonNode result) {
    List<String> lines = new ArrayList<>();
    long deadline = result.path("deadline").asLong() / 1000;
    String provider = result.path("provider").asText();
    String waits =
        provider
            + (result.path("documented").asBoolean() ? " waits " : " may wait ")
            + deadline
            + " s";
    if (result.has("answer")) {
      lines.add(
          "POST %s %s%d bytes"
              .formatted(
                  result.path("url").asText(),
                  result.has("type") ? result.path("type").asText() + ", " : "",
                  result.path("bytes").asLong()));
      lines.add(
          String.format(
              Locale.ROOT,
              "%s after %,d ms (%s)",
              result.path("answer").asText().replaceFirst("^none$", "no answer"),
              result.path("millis").asLong(),
              waits));
      lines.add(result.path("meaning").asText());
    } else {
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d sent to %s would count as delivered (%s).",
              result.path("accepted").asLong(),
              result.path("sent").asLong(),
              result.path("url").asText(),
              waits));
      if (result.path("sent").asLong() < result.path("wanted").asLong()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "It was broken off: %,d were wanted.",
                result.path("wanted").asLong()));
      }
    }
    return lines;
  }
}
