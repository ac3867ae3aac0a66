package io.dromedary.demo;

import java.io.PrintWriter;
import java.util.Map;

/** What became of the events of a demo, and where they are. */
public final class DemoResult {
  private final Report report;
  private final Map<String, String> where;

  DemoResult(Report report, Map<String, String> where) {
    this.report = report;
    this.where = where;
  }

  /** Whether every event was accepted and is in every target that is on. */
  public boolean complete() {
    return report.complete();
  }

  /** How many events were sent. */
  public long sent() {
    return report.sent().total();
  }

  /** Prints the table, and where to look. */
  public void print(PrintWriter out) {
    report.print(out);
    out.println();
    where.forEach((target, place) -> out.printf("%-10s %s%n", target, place));
  }
}
