package io.dromedary.bench.report;

import static io.dromedary.bench.report.Goal.atLeast;
import static io.dromedary.bench.report.Goal.ratio;
import static io.dromedary.bench.report.Goal.under;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** All figures that are to be reached. */
final class Goals {
  private static final String OURS = "dromedary-sqlite";
  private static final String ACCEPTING = "dromedary-accept";
  private static final String TIMES = "%s times";
  private static final String MILLIS = "%s ms";
  private static final String MEGABYTES = "%s MB";

  private final Results results;

  private Goals(Results results) {
    this.results = results;
  }

  static List<Goal> of(Results results) {
    List<Goal> all = new ArrayList<>();
    new Goals(results).addAll(all);
    return all;
  }

  private void addAll(List<Goal> all) {
    addRates(all, OURS, "routing each event as well");
    addRates(all, ACCEPTING, "accept only");
    all.add(
        atLeast(
            "accepts/s on PostgreSQL: at least 4 times the Camel route on PostgreSQL",
            4,
            ratio(rate("dromedary-postgres"), rate("camel-postgres")),
            TIMES));
    all.add(
        atLeast(
            "moonshot: 40,000 durable accepts/s (accept only, best of 16, 64 and 256 connections)",
            40_000,
            best(ACCEPTING),
            "%s/s"));
    all.add(
        under(
            "p99 at 1,000 accepts/s, open loop: under 5 ms",
            5,
            results.median("latency", OURS, "1000", "p99"),
            MILLIS));
    all.add(
        under(
            "p99 at full load with 256 connections: under 50 ms",
            50,
            results.median("rates", OURS, "256", "p99"),
            MILLIS));
    all.add(
        under(
            "slowest of the long run: under the 5 s that iTwin waits",
            5000,
            results.median("long", OURS, "256", "slowest"),
            MILLIS));
    addDelivery(all);
    addStart(all);
    all.add(
        under(
            "cost of an event with a million in the store: within 1.3 of that with ten thousand",
            1.3,
            results.median("backlog", "store", "", "ratio"),
            TIMES));
  }

  private void addRates(List<Goal> all, String ours, String how) {
    OptionalDouble rate = rate(ours);
    all.add(
        atLeast(
            "accepts/s at 64 connections (" + how + "): at least 6 times the Camel route on SQLite",
            6,
            ratio(rate, rate("camel-sqlite")),
            TIMES));
    all.add(
        atLeast(
            "the same: at least 1.5 times `webhook`", 1.5, ratio(rate, rate("webhook")), TIMES));
    all.add(
        atLeast(
            "the same: at least 0.5 times the Camel route that keeps nothing",
            0.5,
            ratio(rate, rate("camel-nothing")),
            TIMES));
  }

  private void addDelivery(List<Goal> all) {
    String who = "dromedary-delivering";
    all.add(
        atLeast(
            "delivered to three targets, sustained: at least 5,000 events/s",
            5000,
            results.median("deliver", who, "", "perSecond"),
            "%s/s"));
    all.add(
        under(
            "backlog at that rate, last quarter: under one second's worth",
            1,
            results.median("deliver", who, "", "backlogSeconds"),
            "%s s"));
    all.add(
        atLeast(
            "accept rate while a burst drains: at least half of that before",
            0.5,
            results.median("burst", who, "", "drainShare"),
            TIMES));
  }

  private void addStart(List<Goal> all) {
    all.add(
        under(
            "process start to first 200: under 1.0 s",
            1000,
            results.median("start", "plain", "", "firstAnswer"),
            MILLIS));
    all.add(
        under(
            "the same with an AppCDS archive: under 0.5 s",
            500,
            results.median("start", "archive", "", "firstAnswer"),
            MILLIS));
    all.add(
        under(
            "the same on Java 25 with an AOT cache: under 0.5 s",
            500,
            results.median("start", "aot", "", "firstAnswer"),
            MILLIS));
    all.add(
        under(
            "idle resident memory: under 150 MB",
            150,
            results.median("start", "plain", "", "idleMegabytes"),
            MEGABYTES));
    all.add(
        under(
            "the same as the image runs it: under 150 MB",
            150,
            results.median("start", "archive", "", "idleMegabytes"),
            MEGABYTES));
    all.add(
        under(
            "runnable jar: under 60 MB",
            60,
            results.median("start", "jar", "", "megabytes"),
            MEGABYTES));
    all.add(
        under(
            "slim jar, without Kafka and PostgreSQL: under 45 MB",
            45,
            results.median("start", "jar-slim", "", "megabytes"),
            MEGABYTES));
    all.add(
        under(
            "slim jar with the native library of one platform: under 35 MB",
            35,
            results.median("start", "jar-slim-native", "", "megabytes"),
            MEGABYTES));
  }

  private OptionalDouble rate(String contestant) {
    return results.median("rates", contestant, "64", "perSecond");
  }

  private OptionalDouble best(String contestant) {
    return List.of("16", "64", "256").stream()
        .map(variant -> results.median("rates", contestant, variant, "perSecond"))
        .flatMapToDouble(OptionalDouble::stream)
        .max();
  }
}
