package io.dromedary.bench;

import io.dromedary.bench.contestant.Dromedary;
import io.dromedary.bench.load.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Dromedary with three targets, warm, with nothing left to deliver. */
final class Delivering implements AutoCloseable {
  private static final int CONNECTIONS = 64;

  private final Entrant entrant;
  private final Targets targets;
  private final Path folder;

  private Delivering(Entrant entrant, Targets targets, Path folder) {
    this.folder = folder;
    this.entrant = entrant;
    this.targets = targets;
  }

  static Delivering start(Session session) throws Exception {
    Options options = session.options();
    Path folder = Files.createTempDirectory(options.work(), "targets-");
    Targets targets = Targets.create(folder, Entrant.newIds());
    Dromedary dromedary =
        Dromedary.delivering(options.jar(), options.routes(), targets.configuration());
    session.introduce(dromedary);
    Entrant entrant;
    try {
      entrant = Entrant.start(dromedary, session.site());
    } catch (Exception e) {
      targets.close();
      throw e;
    }
    Delivering delivering = new Delivering(entrant, targets, folder);
    try {
      entrant.closed(CONNECTIONS, options.quick() ? 1_000 : 20_000, count -> {});
      Drain.await(targets.backlog());
      return delivering;
    } catch (Exception e) {
      delivering.close();
      throw e;
    }
  }

  Entrant entrant() {
    return entrant;
  }

  Targets targets() {
    return targets;
  }

  Backlog backlog() {
    return targets.backlog();
  }

  /** Looks for every id in the store and at every target. */
  void finish() throws Exception {
    entrant.finish();
    Ids ids = entrant.ids();
    targets.requireAll(ids, 0, entrant.sent());
  }

  @Override
  public void close() throws IOException {
    try (targets) {
      entrant.close();
    }
    Folders.remove(folder);
  }
}
