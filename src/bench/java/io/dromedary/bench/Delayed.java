package io.dromedary.bench;

/** The durable contestants on a disk that takes 2 ms longer for each commit. */
final class Delayed implements Scenario {
  @Override
  public String name() {
    return "delayed";
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
