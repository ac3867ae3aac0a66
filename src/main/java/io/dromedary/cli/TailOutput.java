package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminOutput;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Events as they come: a line each, which nothing holds back. */
final class TailOutput implements AdminOutput {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("TIME", "receivedAt"),
          Column.text("SOURCE", "source"),
          Column.text("TYPE", "type"),
          Column.text("EVENT", "eventId"),
          Column.state("STATE", "state"));
  private static final String GAP = "  ";

  private final PrintWriter out;
  private final PrintWriter err;
  private final Terminal terminal;
  private final boolean json;
  private final String what;
  // Wide enough for most; what is longer makes its column wider from there on.
  private final int[] widths = {24, 6, 34, 36, 8};

  /**
   * @param json whether the lines are for programs
   * @param what is followed, for the first line
   */
  TailOutput(PrintWriter out, PrintWriter err, Terminal terminal, boolean json, String what) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.json = json;
    this.what = what;
  }

  @Override
  public void row(JsonNode row) {
    if (row.has("following")) {
      err.println("Following " + what + "; Ctrl+C ends it");
      err.flush();
    } else if (json) {
      out.println(row);
      out.flush();
    } else if (row.has("missed")) {
      out.println(
          String.format(
              Locale.ROOT,
              "... %,d events came faster than they were read, and are not looked at here",
              row.path("missed").asLong()));
      out.flush();
    } else {
      out.println(line(row));
      out.flush();
    }
  }

  private String line(JsonNode row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < COLUMNS.size(); i++) {
      Column column = COLUMNS.get(i);
      String text = column.of(row);
      widths[i] = Math.max(widths[i], text.codePointCount(0, text.length()));
      String cell = column.fit(text, widths[i]);
      line.append(i == 0 ? "" : GAP).append(column.state() ? terminal.state(cell) : cell);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void progress(long done, long total) {
    // There is no end to be near to.
  }

  @Override
  public void result(JsonNode summary) {
    // The end of the one that is followed; the command says so.
  }

  /** A reader that has gone, as 'head' does, ends it. */
  @Override
  public boolean cancelled() {
    return out.checkError();
  }
}
