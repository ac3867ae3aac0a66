package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a copy of the store holds. */
final class CopyView {
  static final View VIEW =
      new View(
          List.of(
              Column.text("TABLE", "table"),
              Column.text("STATE", "state"),
              Column.number("ROWS", "count")),
          CopyView::summary);

  private CopyView() {}

  private static List<String> summary(JsonNode result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d rows, %s, the same by table and state, and sound.",
            result.path("location").asText(),
            result.path("rows").asLong(),
            Size.of(result.path("bytes").asLong())));
    if (result.has("aside")) {
      lines.add("What was there before is in " + result.path("aside").asText() + ".");
    }
    return lines;
  }
}
