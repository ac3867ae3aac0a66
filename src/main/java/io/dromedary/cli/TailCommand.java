package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.runtime.Administration;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tail}: events as they are accepted. */
@Command(
    name = "tail",
    description = {
      "Show events as they are accepted, until Ctrl+C ends it.",
      "",
      "Of a store that several nodes share, the events of all nodes are shown. The state is that of"
          + " the moment in which the line was written. Whoever reads too slowly misses events, and"
          + " is told how many; nobody who accepts one waits for it."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary tail                             everything that comes from now on",
      "  dromedary tail 'iModels.*' --source itwin  of one system",
      "  dromedary tail --since 10m                 what came in the last 10 minutes, and goes on",
      "  dromedary tail --last 20 --json | jq .id   the newest 20, and goes on"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TailCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..1",
      completionCandidates = Candidates.EventTypes.class,
      description =
          "Event type as in routes: data/dm.*.modified, or *.added; all where none is given.")
  private @Nullable String pattern;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      completionCandidates = Candidates.Sources.class,
      description = "Only those that it sent.")
  private @Nullable String source;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Begin with those received then or later: 2026-01-31T08:00:00Z, 2026-01-31, or 2h (ago).")
  private @Nullable String since;

  @Option(names = "--last", paramLabel = "N", description = "Begin with the newest N (10000).")
  private @Nullable Integer last;

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(Objects.requireNonNull(spec), this::follow);
  }

  private int follow(Settings settings, CommandLine line)
      throws AdminException, StartException, InterruptedException {
    TailOutput output =
        new TailOutput(
            line.getOut(), line.getErr(), Terminal.ofThisProcess(), options.json, what());
    try (UntilCtrlC ended = UntilCtrlC.thenDone()) {
      new Administration(settings).runThere("tail", request(), output);
      if (!output.cancelled() && !ended.happened()) {
        line.getErr().println("dromedary tail: the Dromedary that was followed has ended");
        return Main.NOT_AS_IT_SHOULD_BE;
      }
    }
    return Main.DONE;
  }

  private ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    FilterOptions.put(request, "type", pattern);
    FilterOptions.put(request, "source", source);
    FilterOptions.put(request, "since", since);
    if (last != null) {
      request.put("last", last);
    }
    return request;
  }

  private String what() {
    return (pattern == null ? "all events" : "events that match " + pattern)
        + (source == null ? "" : " of source " + source)
        + (since == null ? "" : ", since " + since)
        + (last == null ? "" : ", and the newest " + last + " before");
  }
}
