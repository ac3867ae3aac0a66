package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events: the options that every list and replay has. */
final class FilterOptions {
  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      completionCandidates = Candidates.Sources.class,
      description = "Who sent it.")
  @Nullable String source;

  @Option(names = "--domain", paramLabel = "DOMAIN", description = "For example iModels or data.")
  @Nullable String domain;

  @Option(
      names = "--type",
      paramLabel = "PATTERN",
      completionCandidates = Candidates.EventTypes.class,
      description = "Event type as in routes: data/dm.*.modified, or *.added.")
  @Nullable String type;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      completionCandidates = Candidates.Targets.class,
      description = "It has a delivery to this one.")
  @Nullable String target;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      completionCandidates = Candidates.Stages.class,
      description = "Given up there: read, schema, routing or delivery.")
  @Nullable String stage;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Received then or later: 2026-01-31T08:00:00Z, 2026-01-31, or 2h (ago).")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Received before.")
  @Nullable String until;

  void addTo(ObjectNode request) {
    put(request, "source", source);
    put(request, "domain", domain);
    put(request, "type", type);
    put(request, "target", target);
    put(request, "stage", stage);
    put(request, "since", since);
    put(request, "until", until);
  }

  static void put(ObjectNode request, String name, @Nullable String value) {
    if (value != null) {
      request.put(name, value);
    }
  }
}
