package io.dromedary.bench;

import io.dromedary.bench.contestant.Programs;
import org.jspecify.annotations.Nullable;

/** The durable contestants on a disk that takes 2 ms longer for each commit. */
final class Delayed implements Scenario {
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 64;

  @Override
  public String name() {
    return "delayed";
  }

  @Override
  public @Nullable String missing() {
    return Programs.find("gcc") == null ? "gcc: apt-get install gcc libc6-dev" : null;
  }

  @Override
  public void run(Session session) throws Exception {
    DelayLibrary library = DelayLibrary.build(session.options());
    session.add(
        name(), "machine", "", "fsyncMillis", library.fsyncMillis(session.options().work()));
    Options options = session.options();
    Field field =
        Field.start(
            session,
            session.site(library.environment()),
            Comparison.durable(session),
            options.warmUp());
    Comparison.measure(session, name(), field, Math.min(ROUNDS, options.rounds()), CONNECTIONS);
  }
}
