package io.dromedary.bench;

import io.dromedary.bench.contestant.Contestant;
import io.dromedary.bench.contestant.Site;
import io.dromedary.bench.load.LoadResult;
import io.dromedary.bench.report.Results;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * What all scenarios of a run share.
 *
 * @param out progress, for people
 */
record Session(Options options, List<Contestant> contestants, Results results, PrintStream out) {
  /** Signs every callback of the benchmark; it protects nothing. */
  static final String SECRET = "4eb25d308ef2a9722ffbd7a2b7e5026f9d1f2feaca5999611d4ef8692b1ad70d";

  Site site() {
    return site(Map.of());
  }

  Site site(Map<String, String> environment) {
    return new Site(options.work(), SECRET, environment);
  }

  /** Names a contestant on the page, with its settings. */
  void introduce(Contestant contestant) {
    results
        .contestants()
        .put(
            contestant.name(),
            new Results.Taker(contestant.label(), contestant.settings(), contestant.isDurable()));
  }

  void add(String scenario, String contestant, String variant, String metric, double value) {
    results.samples().add(new Results.Sample(scenario, contestant, variant, metric, value));
  }

  void addCount(String scenario, String contestant, String variant, String metric, long count) {
    add(scenario, contestant, variant, metric, (double) count);
  }

  /** Keeps the figures of a load. */
  void add(String scenario, String contestant, String variant, LoadResult load) {
    add(scenario, contestant, variant, "perSecond", load.perSecond());
    add(scenario, contestant, variant, "p50", load.millis(50));
    add(scenario, contestant, variant, "p99", load.millis(99));
    add(scenario, contestant, variant, "p99.9", load.millis(99.9));
    add(scenario, contestant, variant, "slowest", load.slowestMillis());
    add(scenario, contestant, variant, "generatorCores", load.generatorCores());
  }

  void addSeries(String scenario, String contestant, String name, List<List<Double>> points) {
    results.series().add(new Results.Series(scenario, contestant, name, points));
  }
}
