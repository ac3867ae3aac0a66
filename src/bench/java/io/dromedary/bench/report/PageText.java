package io.dromedary.bench.report;

import java.util.List;

/** The text of a page while it is written. */
final class PageText {
  private final Results results;
  private final String plots;
  private final StringBuilder out = new StringBuilder();

  /**
   * An empty one.
   *
   * @param plots the folder of the plots, as seen from the page, with its slash
   */
  PageText(Results results, String plots) {
    this.results = results;
    this.plots = plots;
  }

  void paragraph(String text) {
    out.append(text.strip()).append("\n\n");
  }

  /** Text as it is. */
  void verbatim(String text) {
    out.append(text);
  }

  void table(List<String> head, List<List<String>> rows) {
    out.append(Markdown.table(head, rows)).append('\n');
  }

  void image(String what, String plot) {
    out.append(Markdown.image(what, plots + plot)).append('\n');
  }

  /** The median of figures of one kind, for people. */
  String figure(String scenario, String contestant, String variant, String metric) {
    return Figures.of(results.spread(scenario, contestant, variant, metric).median());
  }

  @Override
  public String toString() {
    return out.toString().stripTrailing() + "\n";
  }
}
