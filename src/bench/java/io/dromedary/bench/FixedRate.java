package io.dromedary.bench;

import io.dromedary.bench.load.LoadResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long answers take at 1,000 callbacks a second. */
final class FixedRate implements Scenario {
  private static final int PER_SECOND = 1000;
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 2;
  // One point for each half of what is left up to 100 %, as HdrHistogram plots it.
  private static final int POINTS_A_HALF = 4;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public void run(Session session) throws Exception {
    Map<String, Histogram> all = new HashMap<>();
    try (Field field =
        Field.start(
            session,
            session.site(),
            session.contestants(),
            session.options().warmUp().dividedBy(2))) {
      for (int round = 1; round <= ROUNDS; round++) {
        field.round(round, entrant -> measure(session, entrant, all));
      }
      field.finish();
    }
    session.contestants().stream()
        .map(each -> each.name())
        .forEach(name -> session.addSeries(name(), name, "", curve(all.getOrDefault(name, EMPTY))));
  }

  private static final Histogram EMPTY = new Histogram(1);

  private void measure(Session session, Entrant entrant, Map<String, Histogram> all)
      throws Exception {
    LoadResult load =
        entrant.open(CONNECTIONS, PER_SECOND, session.options().latencyTime(), count -> {});
    session.add(name(), entrant.name(), Integer.toString(PER_SECOND), load);
    all.merge(
        entrant.name(),
        load.micros(),
        (sum, more) -> {
          sum.add(more);
          return sum;
        });
    session
        .out()
        .printf(
            "  %-22s %8.0f/s  p50 %8.2f ms  p99 %8.2f ms  max %8.2f ms%n",
            entrant.name(),
            load.perSecond(),
            load.millis(50),
            load.millis(99),
            load.slowestMillis());
  }

  /** Across, how rare: 10 is the slowest tenth, 100 the slowest hundredth. Up, milliseconds. */
  private static List<List<Double>> curve(Histogram micros) {
    List<List<Double>> points = new ArrayList<>();
    double rarest = Math.min(micros.getTotalCount(), 10_000);
    double step = Math.pow(2, 1.0 / POINTS_A_HALF);
    for (double rare = 1; rare <= rarest; rare *= step) {
      double percentile = 100 * (1 - 1 / rare);
      points.add(List.of(rare, Math.max(0.01, micros.getValueAtPercentile(percentile) / 1000.0)));
    }
    return points;
  }
}
