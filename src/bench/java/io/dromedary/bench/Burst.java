package io.dromedary.bench;

import io.dromedary.bench.load.LoadResult;
import java.time.Duration;

/** Many callbacks while every target is down; then they come up, and accepts go on. */
final class Burst implements Scenario {
  private static final int CONNECTIONS = 64;

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public void run(Session session) throws Exception {
    Options options = session.options();
    Duration goOn = Duration.ofSeconds(options.quick() ? 3 : 10);
    try (Delivering delivering = Delivering.start(session)) {
      Entrant entrant = delivering.entrant();
      delivering.targets().takeDown();
      BacklogSampler sampler = BacklogSampler.start(delivering.backlog());
      try (sampler) {
        LoadResult down = entrant.closed(CONNECTIONS, options.burst(), count -> {});
        session.out().printf("  %,.0f accepts/s with every target down%n", down.perSecond());
        double up = sampler.seconds();
        delivering.targets().bringUp();
        LoadResult drain = entrant.closed(CONNECTIONS, goOn);
        session.out().printf("  %,.0f accepts/s while it drains%n", drain.perSecond());
        Drain.await(delivering.backlog());
        double all = sampler.seconds() - up;
        session.out().printf("  all delivered %.1f s after the targets came up%n", all);
        add(session, entrant.name(), "callbacks", (double) down.sent());
        add(session, entrant.name(), "downPerSecond", down.perSecond());
        add(session, entrant.name(), "drainPerSecond", drain.perSecond());
        add(session, entrant.name(), "drainShare", drain.perSecond() / down.perSecond());
        add(session, entrant.name(), "goOnSeconds", (double) goOn.toSeconds());
        add(session, entrant.name(), "goOnCallbacks", (double) drain.sent());
        add(session, entrant.name(), "upAt", up);
        add(session, entrant.name(), "drainSeconds", all);
      }
      sampler
          .series()
          .forEach((target, points) -> session.addSeries(name(), entrant.name(), target, points));
      delivering.finish();
    }
  }

  private void add(Session session, String contestant, String metric, double value) {
    session.add(name(), contestant, "", metric, value);
  }
}
