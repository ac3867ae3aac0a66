package io.dromedary.bench;

import io.dromedary.bench.load.LoadResult;
import java.time.Duration;

/** Accepted, routed and delivered to three targets. */
final class EndToEnd implements Scenario {
  private static final int CONNECTIONS = 64;
  // Of what it can do at most: at its limit a backlog cannot be flat.
  private static final double SHARE = 0.85;
  private static final int STEP = 250;

  @Override
  public String name() {
    return "deliver";
  }

  @Override
  public void run(Session session) throws Exception {
    Options options = session.options();
    try (Delivering delivering = Delivering.start(session)) {
      double capacity = capacity(delivering, options.quick() ? 2_000 : 40_000);
      int rate = options.deliverPerSecond();
      if (rate == 0) {
        rate = Math.max(STEP, ((int) (capacity * SHARE / STEP)) * STEP);
      }
      session.out().printf("  at most %,.0f events/s; now %,d/s%n", capacity, rate);
      sustained(session, delivering, rate, options.deliver());
      String who = delivering.entrant().name();
      session.add(name(), who, "", "capacity", capacity);
      session.add(name(), who, "", "offered", rate);
      session.addCount(name(), who, "", "repeats", delivering.targets().repeats());
      delivering.finish();
    }
  }

  /** Events a second from the first callback to the last delivery, with as many as it takes. */
  private static double capacity(Delivering delivering, int events) throws Exception {
    long began = System.nanoTime();
    delivering.entrant().closed(CONNECTIONS, events, count -> {});
    Drain.await(delivering.backlog());
    return events / ((System.nanoTime() - began) / 1e9);
  }

  private void sustained(Session session, Delivering delivering, int rate, Duration time)
      throws Exception {
    Entrant entrant = delivering.entrant();
    BacklogSampler sampler = BacklogSampler.start(delivering.backlog());
    try (sampler) {
      LoadResult load = entrant.open(CONNECTIONS, rate, time, count -> {});
      double seconds = sampler.seconds();
      double left = Backlog.deepest(delivering.backlog().now());
      Drain.await(delivering.backlog());
      sampler.close();
      double most = sampler.most(seconds * 3 / 4, seconds);
      session.add(name(), entrant.name(), "", "perSecond", (load.sent() - left) / load.seconds());
      session.add(name(), entrant.name(), "", "backlogSeconds", most / rate);
      session.add(name(), entrant.name(), "", "p99", load.millis(99));
      session
          .out()
          .printf(
              "  %,.0f events/s delivered at every target, backlog at most %,.0f, accepts p99 %.2f"
                  + " ms%n",
              (load.sent() - left) / load.seconds(), most, load.millis(99));
    }
    sampler
        .series()
        .forEach((target, points) -> session.addSeries(name(), entrant.name(), target, points));
  }
}
