package io.dromedary.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the page says of all that is not the answer: delivery, bursts, the start, and large stores.
 */
final class DeliverySections {
  private final Results results;
  private final PageText page;

  DeliverySections(Results results, PageText page) {
    this.results = results;
    this.page = page;
  }

  void delivery() {
    String who = "dromedary-delivering";
    if (results.median("deliver", who, "", "perSecond").isEmpty()) {
      return;
    }
    page.paragraph("## End to end");
    page.paragraph(
        """
        The shipped routes with three targets: `warehouse` (JDBC, SQLite, upsert), `archive` (a file an event, forced to the disk)
        and `partner` (an HTTP POST each, to a receiver on the loopback interface). Callbacks at a fixed rate of %s/s: %s events/s
        were delivered at the slowest target while they came. Callbacks as fast as they are answered: %s events/s, from the first
        callback to the last delivery. Afterwards every id was asked for, and found, in the table, among the files and at the
        receiver (which got %s of them twice).\
        """
            .formatted(
                page.figure("deliver", who, "", "offered"),
                page.figure("deliver", who, "", "perSecond"),
                page.figure("deliver", who, "", "capacity"),
                page.figure("deliver", who, "", "repeats")));
    page.image("backlog of each target over time", "deliver.svg");
    page.paragraph(
        "Events that were accepted and not yet delivered, at the fixed rate. In the last quarter they were at most %s seconds' worth."
            .formatted(page.figure("deliver", who, "", "backlogSeconds")));
  }

  void burst() {
    String who = "dromedary-delivering";
    if (results.median("burst", who, "", "drainShare").isEmpty()) {
      return;
    }
    page.paragraph("## A burst while every target is down");
    page.paragraph(
        """
        %s callbacks as fast as they are answered, while the table is locked, the folder of the archive is not one, and nobody
        listens at the partner's port: %s accepts/s. Then all three come up, and for %s s callbacks go on as fast as they are
        answered: %s accepts/s, %s of the rate before. %s s after the targets came up all of it was delivered, these %s included;
        every id was found at every target.\
        """
            .formatted(
                page.figure("burst", who, "", "callbacks"),
                page.figure("burst", who, "", "downPerSecond"),
                page.figure("burst", who, "", "goOnSeconds"),
                page.figure("burst", who, "", "drainPerSecond"),
                page.figure("burst", who, "", "drainShare"),
                page.figure("burst", who, "", "drainSeconds"),
                page.figure("burst", who, "", "goOnCallbacks")));
    page.image("backlog while targets are down and after", "burst.svg");
  }

  void start() {
    List<List<String>> rows = new ArrayList<>();
    Map<String, String> ways =
        Map.of(
            "plain", "java -jar dromedary.jar run",
            "archive",
                "as the image runs it: an AppCDS archive, -Xms48m, -XX:CompileThresholdScaling=4",
            "aot", "the same on Java 25, with an AOT cache");
    for (String way : List.of("plain", "archive", "aot")) {
      Spread first = results.spread("start", way, "", "firstAnswer");
      if (!first.isEmpty()) {
        rows.add(
            List.of(
                ways.getOrDefault(way, way),
                Figures.of(first),
                Figures.of(results.spread("start", way, "", "idleMegabytes"))));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    page.paragraph("## Start and size");
    OptionalDouble slim = results.median("start", "jar-slim", "", "megabytes");
    page.paragraph(
        "From the start of the process to the first callback that is answered with 200, and the resident memory some seconds later, idle; JVM options as for all contestants. The runnable jar has %s MB%s."
            .formatted(
                page.figure("start", "jar", "", "megabytes"),
                slim.isEmpty()
                    ? ""
                    : ", the slim one %s MB, and %s MB with the SQLite library of this platform only"
                        .formatted(
                            Figures.of(slim.getAsDouble()),
                            page.figure("start", "jar-slim-native", "", "megabytes"))));
    page.table(List.of("", " first 200, ms", " idle, MB"), rows);
  }

  void backlog() {
    if (results.median("backlog", "store", "", "ratio").isEmpty()) {
      return;
    }
    page.paragraph("## A million events");
    page.paragraph(
        "All events are accepted first, then all routed, then all delivered to one target, on"
            + " SQLite without HTTP and routes: the cost should not depend on how many there are."
            + " Microseconds an event:");
    List<List<String>> rows = new ArrayList<>();
    for (String size : List.of("small", "large")) {
      rows.add(
          List.of(
              page.figure("backlog", "store", size, "events"),
              Figures.of(results.spread("backlog", "store", size, "accept")),
              Figures.of(results.spread("backlog", "store", size, "route")),
              Figures.of(results.spread("backlog", "store", size, "deliver")),
              Figures.of(results.spread("backlog", "store", size, "total"))));
    }
    page.table(List.of(" events", " accept", " route", " deliver", " all"), rows);
    page.paragraph("The ratio is %s.".formatted(page.figure("backlog", "store", "", "ratio")));
  }
}
