package io.dromedary.bench;

import io.dromedary.bench.contestant.CamelRoute;
import io.dromedary.bench.contestant.Contestant;
import io.dromedary.bench.contestant.Dromedary;
import io.dromedary.bench.contestant.NodeReceiver;
import io.dromedary.bench.contestant.NodeRed;
import io.dromedary.bench.contestant.PlainVertx;
import io.dromedary.bench.contestant.Site;
import io.dromedary.bench.contestant.Webhook;
import io.dromedary.bench.report.Report;
import io.dromedary.bench.report.Results;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs the benchmark. Ends with an error, and without a page, when a contestant loses anything. */
final class Bench {
  private static final String REPORT = "report";

  private Bench() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of the project, which is built
   */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.ofSystem(Path.of(arguments[0]).toAbsolutePath().normalize());
    PrintStream out = System.out;
    Files.createDirectories(options.work());
    Path file = options.work().resolve(options.quick() ? "results-quick.json" : "results.json");
    Results results = Results.read(file);
    if (!REPORT.equals(options.only())) {
      measure(options, results, file, out);
    }
    Path docs = options.project().resolve("docs");
    Path page = options.quick() ? options.work() : docs;
    Report report = new Report(results);
    report.write(page, docs);
    if (!options.quick()) {
      report.writeInto(options.project().resolve("README.md"));
    }
    out.println("\nwritten: " + page.resolve("performance.md"));
  }

  private static void measure(Options options, Results results, Path file, PrintStream out)
      throws Exception {
    List<Scenario> scenarios =
        scenarios().stream()
            .filter(each -> options.only() == null || each.name().equals(options.only()))
            .toList();
    if (scenarios.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no scenario " + options.only() + ": use " + names() + " or " + REPORT);
    }
    if (options.only() == null) {
      results.clear();
    }
    results.machine().clear();
    results.machine().putAll(Machine.describe(options));
    results.machine().forEach((key, value) -> out.println(key + ": " + value));
    Session session = new Session(options, takePart(options, results, out), results, out);
    for (Scenario scenario : scenarios) {
      String missing = scenario.missing();
      if (missing != null) {
        out.println("\n" + scenario.name() + " is left out; missing: " + missing);
        results.leftOut().put("the part `" + scenario.name() + "`", missing);
        continue;
      }
      out.println("\n" + scenario.name());
      results.leftOut().remove("the part `" + scenario.name() + "`");
      results.forget(scenario.name());
      Instant began = Instant.now();
      scenario.run(session);
      results
          .measuredAt()
          .put(scenario.name(), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      results.write(file);
      out.printf("  took %d s%n", Duration.between(began, Instant.now()).toSeconds());
    }
  }

  private static List<Scenario> scenarios() {
    return List.of(
        new Comparison(),
        new FixedRate(),
        new Delayed(),
        new LongRun(),
        new EndToEnd(),
        new Burst(),
        new Start(),
        new StoreSize());
  }

  private static List<String> names() {
    return scenarios().stream().map(Scenario::name).toList();
  }

  private static List<Contestant> takePart(Options options, Results results, PrintStream out) {
    Set<String> chosen = Set.of(System.getProperty("bench.contestants", "").split(",", -1));
    List<Contestant> here = new ArrayList<>();
    Site site = new Site(options.work(), Session.SECRET, Map.of());
    Map<String, Results.Taker> earlier = new LinkedHashMap<>(results.contestants());
    results.contestants().clear();
    for (Contestant contestant : contestants(options)) {
      if (!chosen.contains("") && !chosen.contains(contestant.name())) {
        Results.Taker taken = earlier.get(contestant.name());
        if (taken != null) {
          results.contestants().put(contestant.name(), taken);
        }
        continue;
      }
      String missing = contestant.missing(site);
      if (missing != null) {
        out.println(contestant.label() + " is left out; missing: " + missing);
        results.leftOut().put(contestant.label(), missing);
        continue;
      }
      results.leftOut().remove(contestant.label());
      results
          .contestants()
          .put(
              contestant.name(),
              new Results.Taker(contestant.label(), contestant.settings(), contestant.isDurable()));
      here.add(contestant);
    }
    earlier.forEach((name, taken) -> results.contestants().putIfAbsent(name, taken));
    return here;
  }

  private static List<Contestant> contestants(Options options) {
    List<Contestant> all = new ArrayList<>();
    all.add(Dromedary.onSqlite(options.jar(), options.routes()));
    all.add(Dromedary.acceptingOnly(options.jar(), options.routes()));
    all.add(Dromedary.onPostgres(options.jar(), options.routes()));
    String before = System.getProperty("bench.before", "");
    if (!before.isEmpty()) {
      all.add(Dromedary.before(Path.of(before), options.routes()));
    }
    all.add(CamelRoute.onSqlite());
    all.add(CamelRoute.onPostgres());
    all.add(CamelRoute.keepingNothing());
    all.add(new PlainVertx());
    all.add(new Webhook());
    all.add(new NodeReceiver(options.sources().resolve("node")));
    all.add(new NodeRed(options.sources().resolve("node-red")));
    return all;
  }
}
