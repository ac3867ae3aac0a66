package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a list is shown. */
final class PageOptions {
  @Option(names = "--limit", paramLabel = "N", description = "Show at most so many (50).")
  @Nullable Integer limit;

  @Option(
      names = "--before",
      paramLabel = "N",
      description = "Go on where a list ended, which said this number.")
  @Nullable Long before;

  void addTo(ObjectNode request) {
    if (limit != null) {
      request.put("limit", limit);
    }
    if (before != null) {
      request.put("before", before);
    }
  }

  static List<String> summary(JsonNode result) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "%,d shown", result.path("shown").asLong()));
    if (result.has("before")) {
      lines.set(0, lines.get(0) + "; there are more: --before " + result.path("before").asLong());
    }
    return lines;
  }
}
