package io.dromedary.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the page and its plots. */
public final class Report {
  private static final String PAGE = "performance.md";
  private static final String PLOTS = "performance";

  private final Results results;

  public Report(Results results) {
    this.results = results;
  }

  /**
   * Writes it all.
   *
   * @param folder of the page; the plots are in a folder of it
   * @param published the folder of the page that people wrote into
   */
  public void write(Path folder, Path published) throws IOException {
    Path plots = folder.resolve(PLOTS);
    Files.createDirectories(plots);
    for (Map.Entry<String, String> plot : plots().entrySet()) {
      Files.writeString(plots.resolve(plot.getKey() + ".svg"), plot.getValue());
    }
    String kept = kept(published.resolve(PAGE));
    Files.writeString(folder.resolve(PAGE), new Page(results, kept, PLOTS + "/").text());
  }

  /** Writes the part of the README that is about speed. */
  public void writeInto(Path readme) throws IOException {
    Files.writeString(readme, ReadmeBlock.into(Files.readString(readme), results));
  }

  private static String kept(Path page) throws IOException {
    if (!Files.exists(page)) {
      return "";
    }
    String text = Files.readString(page);
    int from = text.indexOf(Page.KEPT_FROM);
    int to = text.indexOf(Page.KEPT_TO);
    if (from < 0 || to < from) {
      throw new IOException(
          page + " has lost the markers between which its hand-written part stands; put them back");
    }
    return text.substring(from + Page.KEPT_FROM.length(), to).stripLeading();
  }

  private Map<String, String> plots() {
    Map<String, String> plots = new LinkedHashMap<>();
    addBars(plots, "rates", "Verified accepts a second, 64 connections");
    addBars(plots, "delayed", "Durable accepts a second, each fsync 2 ms slower, 64 connections");
    addLatency(plots);
    addBacklog(plots, "deliver", "Accepted and not yet delivered, at a fixed rate");
    addBacklog(plots, "burst", "Accepted and not yet delivered: every target down, then up");
    return plots;
  }

  private void addBars(Map<String, String> plots, String scenario, String title) {
    List<Bars.Bar> bars =
        results.contestantsOf(scenario).stream()
            .map(
                name ->
                    new Bars.Bar(
                        results.label(name),
                        results.spread(scenario, name, "64", "perSecond"),
                        style(name)))
            .filter(bar -> !bar.spread().isEmpty())
            .toList();
    if (!bars.isEmpty()) {
      plots.put(
          scenario,
          Bars.draw(
              title, "accepts/s: median, least and greatest round; the palest keep nothing", bars));
    }
  }

  private String style(String contestant) {
    if (contestant.startsWith("dromedary")) {
      return "ours";
    }
    return results.isDurable(contestant) ? "others" : "nothing";
  }

  private void addLatency(Map<String, String> plots) {
    List<Curves.Curve> curves = curves("latency");
    if (!curves.isEmpty()) {
      plots.put(
          "latency",
          Curves.draw(
              "Latency at 1,000 callbacks a second, open loop",
              new Curves.Axis(
                  "percentile", true, List.of("0", "90", "99", "99.9", "99.99", "99.999")),
              Curves.Axis.logarithmic("milliseconds since it was due"),
              curves,
              List.of()));
    }
  }

  private void addBacklog(Map<String, String> plots, String scenario, String title) {
    List<Curves.Curve> curves = curves(scenario);
    if (!curves.isEmpty()) {
      plots.put(
          scenario,
          Curves.draw(
              title,
              Curves.Axis.linear("seconds"),
              Curves.Axis.linear("events"),
              curves,
              results.samples().stream()
                  .filter(each -> each.scenario().equals(scenario) && each.metric().equals("upAt"))
                  .map(each -> new Curves.Mark(each.value(), "targets up"))
                  .toList()));
    }
  }

  private List<Curves.Curve> curves(String scenario) {
    List<Curves.Curve> curves = new ArrayList<>();
    for (Results.Series each : results.series()) {
      if (each.scenario().equals(scenario) && !each.points().isEmpty()) {
        String label = each.name().isEmpty() ? results.label(each.contestant()) : each.name();
        curves.add(new Curves.Curve(label, each.points()));
      }
    }
    return curves;
  }
}
