package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminOutput;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The output for people: a table, and the progress meanwhile. */
final class TableOutput implements AdminOutput {
  /** The widths of the columns are those of the first rows. */
  private static final int MEASURED = 200;

  private static final String GAP = "  ";

  private final View view;
  private final Terminal terminal;
  private final PrintWriter out;
  private final ProgressBar progress;
  private final BooleanSupplier cancelled;
  private final List<List<String>> measured = new ArrayList<>();
  private int[] widths = new int[0];

  TableOutput(
      View view,
      Terminal terminal,
      PrintWriter out,
      ProgressBar progress,
      BooleanSupplier cancelled) {
    this.view = view;
    this.terminal = terminal;
    this.out = out;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  @Override
  public void row(JsonNode row) {
    List<String> cells = view.columns().stream().map(column -> column.of(row)).toList();
    if (widths.length > 0) {
      print(cells);
    } else {
      measured.add(cells);
      if (measured.size() >= MEASURED) {
        begin();
      }
    }
  }

  @Override
  public void progress(long done, long total) {
    progress.at(done, total);
  }

  @Override
  public void result(JsonNode summary) {
    end();
    List<String> lines = view.summary().apply(summary);
    if (!lines.isEmpty() && widths.length > 0) {
      out.println();
    }
    lines.forEach(line -> out.println(Column.printable(line)));
    out.flush();
  }

  /** Prints what waits; also when the command fails. */
  void end() {
    if (widths.length == 0 && !measured.isEmpty()) {
      begin();
    }
    progress.clear();
    out.flush();
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean() || out.checkError();
  }

  private void begin() {
    List<String> titles = view.columns().stream().map(Column::title).toList();
    widths = widths(titles);
    progress.clear();
    out.println(terminal.bold(line(titles, false)));
    measured.forEach(this::print);
    measured.clear();
  }

  private int[] widths(List<String> titles) {
    int[] wanted = new int[titles.size()];
    int total = GAP.length() * (wanted.length - 1);
    for (int i = 0; i < wanted.length; i++) {
      int column = i;
      wanted[i] = measured.stream().mapToInt(cells -> length(cells.get(column))).max().orElse(0);
      wanted[i] = Math.max(wanted[i], length(titles.get(i)));
      total += wanted[i];
    }
    for (int i = wanted.length - 1; i >= 0 && total > terminal.width(); i--) {
      if (view.columns().get(i).cut()) {
        int least = length(titles.get(i));
        int less = Math.min(total - terminal.width(), wanted[i] - least);
        wanted[i] -= less;
        total -= less;
      }
    }
    return wanted;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private void print(List<String> cells) {
    progress.clear();
    out.println(line(cells, true));
  }

  private String line(List<String> cells, boolean coloured) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(i == 0 ? "" : GAP);
      Column column = view.columns().get(i);
      String cell = column.fit(cells.get(i), widths[i]);
      line.append(coloured && column.state() ? terminal.state(cell) : cell);
    }
    return line.toString().stripTrailing();
  }
}
