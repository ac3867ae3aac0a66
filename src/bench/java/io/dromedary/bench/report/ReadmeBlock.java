package io.dromedary.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The few lines of the README that tell how fast it is. */
final class ReadmeBlock {
  private static final String FROM = "<!-- benchmark -->\n";
  private static final String TO = "<!-- /benchmark -->";

  private ReadmeBlock() {}

  /**
   * A README with these figures.
   *
   * @throws IllegalArgumentException when it has lost the place for them
   */
  static String into(String readme, Results results) {
    int from = readme.indexOf(FROM);
    int to = readme.indexOf(TO);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the README has lost the markers of its part about speed");
    }
    return readme.substring(0, from + FROM.length())
        + "\n"
        + text(results)
        + "\n"
        + readme.substring(to);
  }

  private static String text(Results results) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : results.contestantsOf("rates")) {
      rows.add(
          List.of(
              results.label(name),
              results.isDurable(name) ? "yes" : "no",
              Figures.of(results.spread("rates", name, "64", "perSecond").median()),
              Figures.of(results.spread("rates", name, "64", "p99").median()) + " ms"));
    }
    return """
    Callbacks that come together are committed together, so the cost of the disk is shared by all of them, and no thread waits for a
    commit. Verified accepts a second at 64 connections, each contestant with the same bodies and the same check of the signature;
    *durable* ones are on the disk before the answer:

    """
        + Markdown.table(List.of("", "durable", " accepts/s", " p99"), rows)
        + """

        %s; an fsync takes %s. Latency at a fixed rate, slower disks, delivery to three targets, memory, and
        every setting: [docs/performance.md](docs/performance.md), made by `mvn -q -Pbench,slim -DskipTests verify`.
        """
            .formatted(
                results.machine().getOrDefault("processor", ""),
                results.machine().getOrDefault("fsync of 4 KiB", ""));
  }
}
