package io.dromedary.bench;

import io.dromedary.bench.report.Spread;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an event costs the store when there are a million of them, and when there are few. */
final class StoreSize implements Scenario {
  private static final int WARM_UP = 50_000;
  private static final int SMALL = 10_000;
  private static final int SMALL_ROUNDS = 5;

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public void run(Session session) throws Exception {
    Options options = session.options();
    cycle(options.work(), WARM_UP);
    for (int round = 0; round < SMALL_ROUNDS / 2; round++) {
      measure(session, "small", SMALL);
    }
    double large = measure(session, "large", options.backlog());
    for (int round = SMALL_ROUNDS / 2; round < SMALL_ROUNDS; round++) {
      measure(session, "small", SMALL);
    }
    Spread small = session.results().spread(name(), "store", "small", "total");
    session.add(name(), "store", "", "ratio", large / small.median());
    session.out().printf("  ratio %.2f%n", large / small.median());
  }

  private double measure(Session session, String variant, int events) throws Exception {
    StoreCycle.Cost cost = cycle(session.options().work(), events);
    session.add(name(), "store", variant, "events", events);
    session.add(name(), "store", variant, "accept", cost.accept());
    session.add(name(), "store", variant, "route", cost.route());
    session.add(name(), "store", variant, "deliver", cost.deliver());
    session.add(name(), "store", variant, "total", cost.total());
    session
        .out()
        .printf(
            "  %,10d events: accept %.1f, route %.1f, deliver %.1f, together %.1f us each%n",
            events, cost.accept(), cost.route(), cost.deliver(), cost.total());
    return cost.total();
  }

  private static StoreCycle.Cost cycle(Path work, int events) throws Exception {
    Path folder = Files.createTempDirectory(work, "store-");
    try {
      return StoreCycle.measure(folder, events);
    } finally {
      Folders.remove(folder);
    }
  }
}
