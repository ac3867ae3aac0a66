package io.dromedary.bench.report;

import io.dromedary.bench.load.SignedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The text of the page. What people wrote between the markers of "Where the time goes" is kept. */
final class Page {
  static final String KEPT_FROM = "<!-- kept when the page is made again: from here -->";
  static final String KEPT_TO = "<!-- to here -->";

  private final Results results;
  private final String kept;
  private final String plots;
  private final StringBuilder out = new StringBuilder();

  /**
   * A page.
   *
   * @param kept what stands between the markers
   * @param plots the folder of the plots, as seen from the page, with its slash
   */
  Page(Results results, String kept, String plots) {
    this.results = results;
    this.kept = kept;
    this.plots = plots;
  }

  String text() {
    paragraph("# Speed");
    paragraph(
        """
        What Dromedary takes a second, beside other receivers of signed webhooks on the same machine. This page is made by
        the benchmark, which is part of the project; nobody writes figures into it:\
        """);
    paragraph("```sh\nmvn -q -Pbench,slim -DskipTests verify\n```");
    targets();
    machine();
    rates();
    latency();
    delayed();
    longRun();
    delivery();
    burst();
    start();
    backlog();
    paragraph("## Where the time goes");
    out.append(KEPT_FROM).append('\n').append(kept).append(KEPT_TO).append("\n\n");
    contestants();
    method();
    return out.toString().stripTrailing() + "\n";
  }

  private void targets() {
    paragraph("## Targets");
    paragraph(
        "Held against the medians below, by the program that makes this page. Ratios are those of"
            + " one run.");
    out.append(
            Markdown.table(
                List.of("target", " measured", "reached"),
                Targets.of(results).stream().map(Target::row).toList()))
        .append('\n');
  }

  private void machine() {
    paragraph("## The machine");
    out.append(
            Markdown.table(
                List.of("", ""),
                results.machine().entrySet().stream()
                    .map(entry -> List.of(entry.getKey(), entry.getValue()))
                    .toList()))
        .append('\n');
    paragraph(
        "Measured at (UTC): "
            + String.join(
                ", ",
                results.measuredAt().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .toList())
            + ".");
  }

  private void rates() {
    List<String> names = results.contestantsOf("rates");
    if (names.isEmpty()) {
      return;
    }
    paragraph("## Accepts a second");
    paragraph(
        """
        Verified callbacks a second, each connection posting the next one when it has its answer (closed loop). Medians of the
        rounds, the least and the greatest in brackets. *Durable*: what was answered with 200 is on the disk; the others keep
        nothing.\
        """);
    out.append(Markdown.image("accepts a second at 64 connections", plots + "rates.svg"))
        .append('\n');
    OptionalDouble camel = results.median("rates", "camel-sqlite", "64", "perSecond");
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(
          List.of(
              results.label(name),
              results.isDurable(name) ? "yes" : "no",
              Figures.of(results.spread("rates", name, "16", "perSecond")),
              Figures.of(results.spread("rates", name, "64", "perSecond")),
              Figures.of(results.spread("rates", name, "256", "perSecond")),
              Target.ratio(results.median("rates", name, "64", "perSecond"), camel).stream()
                  .mapToObj(Figures::ratio)
                  .findFirst()
                  .orElse(Figures.NONE)));
    }
    out.append(
            Markdown.table(
                List.of(
                    "",
                    "durable",
                    " 16 connections",
                    " 64 connections",
                    " 256 connections",
                    " at 64, by Camel on SQLite"),
                rows))
        .append('\n');
    paragraph(
        """
        How long an answer takes then, in milliseconds; what an accept costs in processor time, its database and all that is
        done behind the answer included (not the programs that `webhook` runs); and how much of a core the load generator took
        beside it. The last two at 64 connections.\
        """);
    rows.clear();
    for (String name : names) {
      rows.add(
          List.of(
              results.label(name),
              Figures.of(results.spread("rates", name, "64", "p50").median()),
              Figures.of(results.spread("rates", name, "64", "p99")),
              Figures.of(results.spread("rates", name, "256", "p99")),
              Figures.of(results.spread("rates", name, "256", "slowest").max()),
              Figures.of(results.spread("rates", name, "64", "cpuMicros").median()),
              Figures.of(results.spread("rates", name, "64", "generatorCores").median())));
    }
    out.append(
            Markdown.table(
                List.of(
                    "",
                    " p50 at 64",
                    " p99 at 64",
                    " p99 at 256",
                    " slowest at 256",
                    " processor time each, \u00b5s",
                    " cores of the generator"),
                rows))
        .append('\n');
  }

  private void latency() {
    List<String> names = results.contestantsOf("latency");
    if (names.isEmpty()) {
      return;
    }
    paragraph("## Latency at a fixed rate");
    paragraph(
        """
        1,000 callbacks a second, whether or not the earlier ones are answered (open loop). Latency is counted from when a
        callback was due to be sent, so a receiver that stalls answers for the callbacks that came meanwhile. Milliseconds.\
        """);
    out.append(Markdown.image("latency by percentile", plots + "latency.svg")).append('\n');
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(
          List.of(
              results.label(name),
              Figures.of(results.spread("latency", name, "1000", "p50").median()),
              Figures.of(results.spread("latency", name, "1000", "p99")),
              Figures.of(results.spread("latency", name, "1000", "p99.9")),
              Figures.of(results.spread("latency", name, "1000", "slowest").max())));
    }
    out.append(Markdown.table(List.of("", " p50", " p99", " p99.9", " slowest"), rows))
        .append('\n');
  }

  private void delayed() {
    List<String> names = results.contestantsOf("delayed");
    if (names.isEmpty()) {
      return;
    }
    paragraph("## On a slower disk");
    paragraph(
        """
        Disks differ more than anything else in this comparison. Here every fsync and fdatasync of each durable contestant, and of its PostgreSQL,
        takes 2 ms longer, as on many disks in data centres: a library that is loaded into all of them alike waits that long
        (`src/bench/c/delay.c`). An fsync of 4 KiB took %s ms with it. 64 connections.\
        """
            .formatted(
                Figures.of(results.spread("delayed", "machine", "", "fsyncMillis").median())));
    out.append(
            Markdown.image("accepts a second with 2 ms more for each fsync", plots + "delayed.svg"))
        .append('\n');
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(
          List.of(
              results.label(name),
              Figures.of(results.spread("delayed", name, "64", "perSecond")),
              Figures.of(results.spread("delayed", name, "64", "p50").median()),
              Figures.of(results.spread("delayed", name, "64", "p99"))));
    }
    out.append(Markdown.table(List.of("", " accepts/s", " p50 ms", " p99 ms"), rows)).append('\n');
  }

  private void longRun() {
    OptionalDouble sent = results.median("long", "dromedary-sqlite", "256", "sent");
    if (sent.isEmpty()) {
      return;
    }
    paragraph("## A long run");
    paragraph(
        "%s callbacks one after another over 256 connections, each routed as well: %s accepts/s, p50 %s ms, p99 %s ms, the slowest %s ms. All of them were in the store afterwards."
            .formatted(
                Figures.of(sent.getAsDouble()),
                figure("long", "dromedary-sqlite", "256", "perSecond"),
                figure("long", "dromedary-sqlite", "256", "p50"),
                figure("long", "dromedary-sqlite", "256", "p99"),
                figure("long", "dromedary-sqlite", "256", "slowest")));
  }

  private void delivery() {
    String who = "dromedary-delivering";
    if (results.median("deliver", who, "", "perSecond").isEmpty()) {
      return;
    }
    paragraph("## End to end");
    paragraph(
        """
        The shipped routes with three targets: `warehouse` (JDBC, SQLite, upsert), `archive` (a file an event, forced to the disk)
        and `partner` (an HTTP POST each, to a receiver on the loopback interface). Callbacks at a fixed rate of %s/s: %s events/s
        were delivered at the slowest target while they came. Callbacks as fast as they are answered: %s events/s, from the first
        callback to the last delivery. Afterwards every id was asked for, and found, in the table, among the files and at the
        receiver (which got %s of them twice).\
        """
            .formatted(
                figure("deliver", who, "", "offered"),
                figure("deliver", who, "", "perSecond"),
                figure("deliver", who, "", "capacity"),
                figure("deliver", who, "", "repeats")));
    out.append(Markdown.image("backlog of each target over time", plots + "deliver.svg"))
        .append('\n');
    paragraph(
        "Events that were accepted and not yet delivered, at the fixed rate. In the last quarter they were at most %s seconds' worth."
            .formatted(figure("deliver", who, "", "backlogSeconds")));
  }

  private void burst() {
    String who = "dromedary-delivering";
    if (results.median("burst", who, "", "drainShare").isEmpty()) {
      return;
    }
    paragraph("## A burst while every target is down");
    paragraph(
        """
        %s callbacks as fast as they are answered, while the table is locked, the folder of the archive is not one, and nobody
        listens at the partner's port: %s accepts/s. Then all three come up, and for %s s callbacks go on as fast as they are
        answered: %s accepts/s, %s of the rate before. %s s after the targets came up all of it was delivered, these %s included;
        every id was found at every target.\
        """
            .formatted(
                figure("burst", who, "", "callbacks"),
                figure("burst", who, "", "downPerSecond"),
                figure("burst", who, "", "goOnSeconds"),
                figure("burst", who, "", "drainPerSecond"),
                figure("burst", who, "", "drainShare"),
                figure("burst", who, "", "drainSeconds"),
                figure("burst", who, "", "goOnCallbacks")));
    out.append(Markdown.image("backlog while targets are down and after", plots + "burst.svg"))
        .append('\n');
  }

  private void start() {
    List<List<String>> rows = new ArrayList<>();
    Map<String, String> ways =
        Map.of(
            "plain", "java -jar dromedary.jar run",
            "archive", "with an AppCDS archive that its first start made",
            "aot", "Java 25, with an AOT cache that its first start made");
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
    paragraph("## Start and size");
    OptionalDouble slim = results.median("start", "jar-slim", "", "megabytes");
    paragraph(
        "From the start of the process to the first callback that is answered with 200, and the resident memory some seconds later, idle; JVM options as for all contestants. The runnable jar has %s MB%s."
            .formatted(
                figure("start", "jar", "", "megabytes"),
                slim.isEmpty()
                    ? ""
                    : ", the slim one %s MB, and %s MB with the SQLite library of this platform only"
                        .formatted(
                            Figures.of(slim.getAsDouble()),
                            figure("start", "jar-slim-native", "", "megabytes"))));
    out.append(Markdown.table(List.of("", " first 200, ms", " idle, MB"), rows)).append('\n');
  }

  private void backlog() {
    if (results.median("backlog", "store", "", "ratio").isEmpty()) {
      return;
    }
    paragraph("## A million events");
    paragraph(
        "All events are accepted first, then all routed, then all delivered to one target, on"
            + " SQLite without HTTP and routes: the cost should not depend on how many there are."
            + " Microseconds an event:");
    List<List<String>> rows = new ArrayList<>();
    for (String size : List.of("small", "large")) {
      rows.add(
          List.of(
              figure("backlog", "store", size, "events"),
              Figures.of(results.spread("backlog", "store", size, "accept")),
              Figures.of(results.spread("backlog", "store", size, "route")),
              Figures.of(results.spread("backlog", "store", size, "deliver")),
              Figures.of(results.spread("backlog", "store", size, "total"))));
    }
    out.append(Markdown.table(List.of(" events", " accept", " route", " deliver", " all"), rows))
        .append('\n');
    paragraph("The ratio is %s.".formatted(figure("backlog", "store", "", "ratio")));
  }

  private void contestants() {
    paragraph("## Contestants and their settings");
    out.append(
            Markdown.table(
                List.of("", "settings", " wrong signature"),
                results.contestants().entrySet().stream()
                    .map(
                        each ->
                            List.of(
                                each.getValue().label(),
                                each.getValue().settings(),
                                figure("check", each.getKey(), "", "wrongStatus")))
                    .toList()))
        .append('\n');
    if (!results.leftOut().isEmpty()) {
      paragraph(
          "Left out on this machine: "
              + String.join(
                  "; ",
                  results.leftOut().entrySet().stream()
                      .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                      .toList())
              + ".");
    }
  }

  private void method() {
    paragraph("## How it is measured");
    paragraph(
        """
        - Every contestant gets the same bodies of 356 bytes, signed as iTwin signs (HMAC-SHA256), each with a message id of its
          own, and checks them. Before it is measured it is sent one with a wrong bit in its signature, and has to refuse it.
        - Each runs in a process of its own, with a database of its own, from an empty store. All run at the same time and are
          measured one after another, every second round in the other order; the next one begins when the last one has come to
          rest, so what is done behind the answer is not done at the cost of others.
        - The load generator shares the two cores: one thread that does nothing but system calls, requests signed beforehand. The
          table says how much of a core it took.
        - A contestant that refuses one callback, or in whose store one id is missing afterwards, ends the run with an error, and
          this page is not written.
        - Where targets are delivered to, the ids are looked for in the table, among the names of the files and in what the receiver
          got.\
        """
            .replace("356", Integer.toString(SignedRequests.BODY_LENGTH)));
    paragraph(
        """
        `-Dbench.quick=true` runs all of it small, into `target/bench/`. `-Dbench=rates` (`delayed`, `latency`, `long`, `deliver`,
        `burst`, `start`, `backlog`) measures one part again and keeps the others' figures, `-Dbench=report` makes this page again
        from `target/bench/results.json`. `-Dbench.contestants=dromedary-sqlite,webhook` leaves the others out, `-Dbench.before=<jar>`
        puts an earlier build beside them.\
        """);
  }

  private String figure(String scenario, String contestant, String variant, String metric) {
    return Figures.of(results.spread(scenario, contestant, variant, metric).median());
  }

  private void paragraph(String text) {
    out.append(text.strip()).append("\n\n");
  }
}
