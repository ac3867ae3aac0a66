package io.dromedary.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Tables, written so that they can be read as text as well. */
final class Markdown {
  private Markdown() {}

  /**
   * A table.
   *
   * @param head a name for each column; those that begin with a blank are numbers, and stand on the
   *     right
   */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder out = new StringBuilder();
    out.append(line(head.stream().map(String::strip).toList()));
    out.append(line(head.stream().map(name -> name.startsWith(" ") ? "---:" : "---").toList()));
    rows.forEach(row -> out.append(line(row)));
    return out.toString();
  }

  private static String line(List<String> cells) {
    List<String> safe = new ArrayList<>();
    cells.forEach(cell -> safe.add(cell.replace("|", "\\|")));
    return "| " + String.join(" | ", safe) + " |\n";
  }

  static String image(String what, String file) {
    return "![" + what + "](" + file + ")\n";
  }
}
