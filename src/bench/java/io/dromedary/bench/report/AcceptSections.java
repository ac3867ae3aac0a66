package io.dromedary.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the page says of accepts: how many a second, how long each takes, on which disk. */
final class AcceptSections {
  private final Results results;
  private final PageText page;

  AcceptSections(Results results, PageText page) {
    this.results = results;
    this.page = page;
  }

  void rates() {
    List<String> names = results.contestantsOf("rates");
    if (names.isEmpty()) {
      return;
    }
    page.paragraph("## Accepts a second");
    page.paragraph(
        """
        Verified callbacks a second, each connection posting the next one when it has its answer (closed loop). Medians of the
        rounds, the least and the greatest in brackets. *Durable*: what was answered with 200 is on the disk; the others keep
        nothing.\
        """);
    page.image("accepts a second at 64 connections", "rates.svg");
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
              Goal.ratio(results.median("rates", name, "64", "perSecond"), camel).stream()
                  .mapToObj(Figures::ratio)
                  .findFirst()
                  .orElse(Figures.NONE)));
    }
    page.table(
        List.of(
            "",
            "durable",
            " 16 connections",
            " 64 connections",
            " 256 connections",
            " at 64, by Camel on SQLite"),
        rows);
    page.paragraph(
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
    page.table(
        List.of(
            "",
            " p50 at 64",
            " p99 at 64",
            " p99 at 256",
            " slowest at 256",
            " processor time each, \u00b5s",
            " cores of the generator"),
        rows);
  }

  void latency() {
    List<String> names = results.contestantsOf("latency");
    if (names.isEmpty()) {
      return;
    }
    page.paragraph("## Latency at a fixed rate");
    page.paragraph(
        """
        1,000 callbacks a second, whether or not the earlier ones are answered (open loop). Latency is counted from when a
        callback was due to be sent, so a receiver that stalls answers for the callbacks that came meanwhile. Milliseconds.\
        """);
    page.image("latency by percentile", "latency.svg");
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
    page.table(List.of("", " p50", " p99", " p99.9", " slowest"), rows);
  }

  void delayed() {
    List<String> names = results.contestantsOf("delayed");
    if (names.isEmpty()) {
      return;
    }
    page.paragraph("## On a slower disk");
    page.paragraph(
        """
        Disks differ more than anything else in this comparison. Here every fsync and fdatasync of each durable contestant, and of its PostgreSQL,
        takes 2 ms longer, as on many disks in data centres: a library that is loaded into all of them alike waits that long
        (`src/bench/c/delay.c`). An fsync of 4 KiB took %s ms with it. 64 connections.\
        """
            .formatted(
                Figures.of(results.spread("delayed", "machine", "", "fsyncMillis").median())));
    page.image("accepts a second with 2 ms more for each fsync", "delayed.svg");
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(
          List.of(
              results.label(name),
              Figures.of(results.spread("delayed", name, "64", "perSecond")),
              Figures.of(results.spread("delayed", name, "64", "p50").median()),
              Figures.of(results.spread("delayed", name, "64", "p99"))));
    }
    page.table(List.of("", " accepts/s", " p50 ms", " p99 ms"), rows);
  }

  void longRun() {
    OptionalDouble sent = results.median("long", "dromedary-sqlite", "256", "sent");
    if (sent.isEmpty()) {
      return;
    }
    page.paragraph("## A long run");
    page.paragraph(
        "%s callbacks one after another over 256 connections, each routed as well: %s accepts/s, p50 %s ms, p99 %s ms, the slowest %s ms. All of them were in the store afterwards."
            .formatted(
                Figures.of(sent.getAsDouble()),
                page.figure("long", "dromedary-sqlite", "256", "perSecond"),
                page.figure("long", "dromedary-sqlite", "256", "p50"),
                page.figure("long", "dromedary-sqlite", "256", "p99"),
                page.figure("long", "dromedary-sqlite", "256", "slowest")));
  }
}
