package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This project: the runnable jar, as it is shipped. */
public final class Dromedary implements Contestant {
  /** The key of the port for metrics; any free one unless it is configured. */
  public static final String MANAGEMENT = "dromedary.management.listen";

  private static final String CALLBACKS = "callbacks/itwin.camel.yaml";

  private final String name;
  private final String label;
  private final Path jar;
  private final Path routes;
  private final boolean onPostgres;
  private final boolean acceptsOnly;
  private final Map<String, String> configuration;
  private final Jvm jvm;

  private Dromedary(
      String name,
      String label,
      Path jar,
      Path routes,
      boolean onPostgres,
      boolean acceptsOnly,
      Map<String, String> configuration,
      Jvm jvm) {
    this.name = name;
    this.label = label;
    this.jar = jar;
    this.routes = routes;
    this.onPostgres = onPostgres;
    this.acceptsOnly = acceptsOnly;
    this.configuration = configuration;
    this.jvm = jvm;
  }

  /** With the shipped routes and no target: each event is routed behind its accept, to nobody. */
  public static Dromedary onSqlite(Path jar, Path routes) {
    return new Dromedary(
        "dromedary-sqlite",
        "Dromedary, SQLite",
        jar,
        routes,
        false,
        false,
        withoutTargets(),
        Jvm.own());
  }

  /** With nothing but the route that takes callbacks: it does what the others do. */
  public static Dromedary acceptingOnly(Path jar, Path routes) {
    return new Dromedary(
        "dromedary-accept",
        "Dromedary, SQLite, accept only",
        jar,
        routes,
        false,
        true,
        Map.of(),
        Jvm.own());
  }

  /** The same as {@link #onSqlite} with a shared store. */
  public static Dromedary onPostgres(Path jar, Path routes) {
    return new Dromedary(
        "dromedary-postgres",
        "Dromedary, PostgreSQL",
        jar,
        routes,
        true,
        false,
        withoutTargets(),
        Jvm.own());
  }

  /** On SQLite, as it starts without any configuration but the secret. */
  public static Dromedary asShipped(Path jar, Path routes) {
    return new Dromedary("dromedary", "Dromedary", jar, routes, false, false, Map.of(), Jvm.own());
  }

  /** An earlier build, to see what a change did. */
  public static Dromedary before(Path jar, Path routes) {
    return new Dromedary(
        "dromedary-before",
        "Dromedary before",
        jar,
        routes,
        false,
        false,
        withoutTargets(),
        Jvm.own());
  }

  /**
   * On SQLite, with targets.
   *
   * @param configuration keys of {@code application.properties}
   */
  public static Dromedary delivering(Path jar, Path routes, Map<String, String> configuration) {
    return new Dromedary(
        "dromedary-delivering",
        "Dromedary, SQLite, three targets",
        jar,
        routes,
        false,
        false,
        configuration,
        Jvm.own());
  }

  /** The same in another Java, or with other options. */
  public Dromedary with(Jvm other) {
    return new Dromedary(name, label, jar, routes, onPostgres, acceptsOnly, configuration, other);
  }

  private static Map<String, String> withoutTargets() {
    return Map.of(
        "dromedary.target.warehouse.enabled", "false",
        "dromedary.target.archive.enabled", "false");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String settings() {
    String store =
        onPostgres
            ? Postgres.SETTINGS
            : "SQLite, WAL, synchronous=FULL, one file under its data folder";
    String behind =
        acceptsOnly
            ? "only routes/" + CALLBACKS + ", so nothing happens behind the accept"
            : configuration.equals(withoutTargets())
                ? "the shipped routes with every target off: each event is routed as well, in a"
                    + " second transaction"
                : "the shipped routes";
    return "java " + jvm + " -jar dromedary.jar run; " + store + "; " + behind;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public @Nullable String missing(Site site) {
    if (!Files.exists(jar)) {
      return jar + ": build it";
    }
    return onPostgres && !Postgres.isThere() ? "PostgreSQL for this machine" : null;
  }

  @Override
  public Running start(Site site) throws Exception {
    return launch(site).await();
  }

  /** Starts the process without waiting for it. */
  public Running launched(Site site) throws Exception {
    return launch(site);
  }

  private Receiver launch(Site site) throws Exception {
    Path folder = site.newFolder(name);
    Path log = folder.resolve("output.txt");
    Postgres postgres = onPostgres ? Postgres.start(site, folder) : null;
    int port = Site.freePort();
    Process process =
        Launch.start(folder, log, site.environment(), command(site, folder, port, postgres));
    StoredIds store =
        new StoredIds(
            postgres == null
                ? "jdbc:sqlite:" + folder.resolve("data/dromedary.db")
                : postgres.url() + "?user=postgres",
            "select event_id from event");
    return new Receiver(
        process, new Address(port, "/callbacks/itwin"), folder, log, store, postgres);
  }

  private List<String> command(Site site, Path folder, int port, @Nullable Postgres postgres)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("itwin.secret=" + site.secret());
    lines.add("dromedary.host=127.0.0.1");
    lines.add("dromedary.management.listen=" + configuration.getOrDefault(MANAGEMENT, "0"));
    // By default a million events that are not routed yet are the bound; nothing routes them here.
    lines.add("dromedary.inbox.maxEvents=100000000");
    if (postgres != null) {
      lines.add("dromedary.store.url=" + postgres.url());
      lines.add("dromedary.store.user=postgres");
    }
    configuration.forEach(
        (key, value) -> {
          if (!key.equals(MANAGEMENT)) {
            lines.add(key + "=" + value);
          }
        });
    Path config = Files.write(folder.resolve("application.properties"), lines);
    return jvm.jar(
        jar,
        "run",
        "--config",
        config.toString(),
        "--routes",
        (acceptsOnly ? callbacksOnly(folder) : routes).toString(),
        "--data",
        folder.resolve("data").toString(),
        "--port",
        Integer.toString(port));
  }

  private Path callbacksOnly(Path folder) throws IOException {
    Path only = folder.resolve("routes");
    Path file = only.resolve(CALLBACKS);
    Files.createDirectories(only.resolve("callbacks"));
    Files.copy(routes.resolve(CALLBACKS), file, StandardCopyOption.REPLACE_EXISTING);
    return only;
  }
}
