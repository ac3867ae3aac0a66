package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events, by what became of them. */
final class StateOption {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      completionCandidates = Candidates.States.class,
      description =
          "Of the event: accepted, routed, unrouted, parked; of a delivery: pending, delivered,"
              + " dead; of either: discarded, dead-letter.")
  @Nullable String state;

  void addTo(ObjectNode request) {
    FilterOptions.put(request, "state", state);
  }
}
