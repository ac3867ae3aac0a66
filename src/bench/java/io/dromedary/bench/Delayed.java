package io.dromedary.bench;

import io.dromedary.bench.contestant.Programs;
import org.jspecify.annotations.Nullable;

/** The durable contestants on a disk that takes 2 ms longer for each commit. */
final class Delayed implements Scenario {
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
    Comparison.measure(
        session,
        name(),
        Field.start(session, session.site(library.environment()), Comparison.durable(session)),
        64);
  }
}
