package io.dromedary.bench;

import io.dromedary.bench.contestant.Dromedary;
import io.dromedary.bench.load.LoadResult;

/** The slowest of very many answers. */
final class LongRun implements Scenario {
  private static final int CONNECTIONS = 256;

  @Override
  public String name() {
    return "long";
  }

  @Override
  public void run(Session session) throws Exception {
    Options options = session.options();
    Dromedary dromedary = Dromedary.onSqlite(options.jar(), options.routes());
    try (Entrant entrant = Entrant.start(dromedary, session.site())) {
      LoadResult load = entrant.closed(CONNECTIONS, options.longRun(), count -> {});
      String variant = Integer.toString(CONNECTIONS);
      session.add(name(), entrant.name(), variant, load);
      session.addCount(name(), entrant.name(), variant, "sent", load.sent());
      session
          .out()
          .printf(
              "  %,d callbacks, %,.0f/s, p99 %.2f ms, slowest %.2f ms%n",
              load.sent(), load.perSecond(), load.millis(99), load.slowestMillis());
      entrant.awaitQuiet();
      entrant.finish();
    }
  }
}
