package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A receiver for Node, written as the samples of the providers are. */
public final class NodeReceiver implements Contestant {
  private final Path sources;

  /**
   * A receiver.
   *
   * @param sources the folder of its program
   */
  public NodeReceiver(Path sources) {
    this.sources = sources;
  }

  @Override
  public String name() {
    return "node";
  }

  @Override
  public String label() {
    return "Node, express, SQLite";
  }

  @Override
  public String settings() {
    return "Node with express 4, crypto.timingSafeEqual, better-sqlite3: one insert ... on conflict"
        + " do nothing an event; SQLite, WAL, synchronous=FULL";
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public @Nullable String missing(Site site) {
    return NodePackages.missing(site, sources);
  }

  @Override
  public Running start(Site site) throws Exception {
    Path program = NodePackages.install(site, sources);
    Path folder = site.newFolder(name());
    Path log = folder.resolve("output.txt");
    Path database = folder.resolve("callbacks.db");
    int port = Site.freePort();
    Map<String, String> environment = new HashMap<>(site.environment());
    environment.put("SECRET", site.secret());
    environment.put("NODE_ENV", "production");
    Process process =
        Launch.start(
            folder,
            log,
            environment,
            List.of(
                "node",
                program.resolve("receiver.js").toString(),
                Integer.toString(port),
                database.toString()));
    return new Receiver(
            process,
            new Address(port, "/callbacks/itwin"),
            folder,
            log,
            new StoredIds("jdbc:sqlite:" + database, "select id from event"),
            null)
        .await();
  }
}
