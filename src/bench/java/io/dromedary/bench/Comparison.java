package io.dromedary.bench;

import io.dromedary.bench.contestant.Contestant;
import io.dromedary.bench.load.LoadResult;
import java.util.List;

/** Accepts a second of every contestant, as fast as it answers. */
final class Comparison implements Scenario {
  private static final int[] CONNECTIONS = {16, 64, 256};

  @Override
  public String name() {
    return "rates";
  }

  @Override
  public void run(Session session) throws Exception {
    Options options = session.options();
    Field field = Field.start(session, session.site(), session.contestants(), options.warmUp());
    measure(session, name(), field, options.rounds(), CONNECTIONS);
  }

  /** Rounds for each number of connections. */
  static void measure(Session session, String scenario, Field field, int rounds, int... connections)
      throws Exception {
    try (field) {
      session
          .out()
          .printf(
              "  %-22s %5s %6s %12s %9s %9s %9s %9s%n",
              "", "round", "conns", "accepts/s", "p50 ms", "p99 ms", "max ms", "gen cores");
      for (int round = 1; round <= rounds; round++) {
        for (int each : connections) {
          int number = round;
          field.round(round, entrant -> measure(session, scenario, entrant, number, each));
        }
      }
      field.finish();
    }
  }

  private static void measure(
      Session session, String scenario, Entrant entrant, int round, int connections)
      throws Exception {
    long cpu = entrant.cpuNanos();
    LoadResult load = entrant.closed(connections, session.options().round());
    entrant.awaitQuiet();
    String variant = Integer.toString(connections);
    session.add(scenario, entrant.name(), variant, load);
    session.add(
        scenario,
        entrant.name(),
        variant,
        "cpuMicros",
        (entrant.cpuNanos() - cpu) / 1e3 / load.sent());
    session
        .out()
        .printf(
            "  %-22s %5d %6d %12.0f %9.2f %9.2f %9.2f %9.2f%n",
            entrant.name(),
            round,
            connections,
            load.perSecond(),
            load.millis(50),
            load.millis(99),
            load.slowestMillis(),
            load.generatorCores());
  }

  /** Those that keep what they accept. */
  static List<Contestant> durable(Session session) {
    return session.contestants().stream().filter(Contestant::isDurable).toList();
  }
}
