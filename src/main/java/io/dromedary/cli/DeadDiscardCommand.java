package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead discard}: dead letters that nobody wants any more. */
@Command(
    name = "discard",
    description =
        "Discard dead letters: they stay, with their history, and count as dead letters no more."
            + " 'replay --state discarded' takes them up again.",
    footer = {
      "",
      "Examples:",
      "  dromedary dead discard --stage read --dry-run",
      "  dromedary dead discard --target partner --until 2026-01-31 --reason 'partner has closed' --yes"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DeadDiscardCommand implements Callable<Integer> {
  private static final int HANDFUL = 10;
  private static final View VIEW = new View(List.of(), DeadDiscardCommand::summary);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "EVENT",
      arity = "0..*",
      description = "Events, as <source>:<event id>; none: those that the filter means.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "Every one, where neither an event nor a filter is given.")
  private boolean all;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with each of them.")
  private @Nullable String reason;

  @Option(names = "--dry-run", description = "Count what would be discarded, and do nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    ArrayNode events = request.putArray("ids");
    ids.forEach(events::add);
    filter.addTo(request);
    request.put("all", all).put("dryRun", dryRun);
    FilterOptions.put(request, "reason", reason);
    return options.run(
        Objects.requireNonNull(spec),
        "dead discard",
        request,
        VIEW,
        yes || dryRun ? null : DeadDiscardCommand::question);
  }

  private static @Nullable String question(JsonNode planned) {
    long count = planned.path("wouldDiscard").asLong();
    return count <= HANDFUL ? null : String.format(Locale.ROOT, "Discard %,d dead letters?", count);
  }

  private static List<String> summary(JsonNode result) {
    return List.of(
        result.has("wouldDiscard")
            ? String.format(
                Locale.ROOT,
                "%,d dead letters would be discarded; nothing was done",
                result.path("wouldDiscard").asLong())
            : String.format(
                Locale.ROOT, "%,d dead letters discarded", result.path("discarded").asLong()));
  }
}
