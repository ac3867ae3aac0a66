package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is replayed, and how. */
final class ReplayOptions {
  /** More than so many are asked for first, where somebody can answer. */
  private static final int HANDFUL = 10;

  @Parameters(
      paramLabel = "EVENT",
      arity = "0..*",
      description = "Events, as <source>:<event id>; none: those that the filter means.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "Every one, where neither an event nor a filter is given.")
  private boolean all;

  @Option(
      names = "--reroute",
      description = "Send the event through the routes as they are now, to all their targets.")
  private boolean reroute;

  @Option(
      names = "--to",
      paramLabel = "TARGET",
      completionCandidates = Candidates.Targets.class,
      description = "Deliver it to this target, whatever the routes say.")
  private @Nullable String to;

  @Option(names = "--dry-run", description = "Count what would be done, and do nothing.")
  private boolean dryRun;

  @Option(names = "--rate", paramLabel = "N", description = "At most so many events a second.")
  private @Nullable Integer rate;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  void addTo(ObjectNode request) {
    ArrayNode events = request.putArray("ids");
    ids.forEach(events::add);
    request.put("all", all).put("reroute", reroute).put("dryRun", dryRun);
    FilterOptions.put(request, "to", to);
    if (rate != null) {
      request.put("rate", rate);
    }
  }

  AdminOptions.@Nullable Question question() {
    return yes || dryRun ? null : ReplayOptions::question;
  }

  private static @Nullable String question(JsonNode planned) {
    return planned.path("events").asLong() <= HANDFUL ? null : ReplayText.question(planned);
  }
}
