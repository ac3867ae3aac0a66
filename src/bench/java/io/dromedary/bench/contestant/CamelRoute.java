package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A Camel route as one would write it by hand: one insert an event, or none. */
public final class CamelRoute implements Contestant {
  // Of 5, 10 and 20 the best; Camel's HTTP consumer has 20 threads, which more would not serve.
  private static final String POOL = System.getProperty("bench.pool", "20");

  private final CamelRouteMain.Keeps keeps;

  private CamelRoute(CamelRouteMain.Keeps keeps) {
    this.keeps = keeps;
  }

  public static CamelRoute onSqlite() {
    return new CamelRoute(CamelRouteMain.Keeps.SQLITE);
  }

  public static CamelRoute onPostgres() {
    return new CamelRoute(CamelRouteMain.Keeps.POSTGRES);
  }

  public static CamelRoute keepingNothing() {
    return new CamelRoute(CamelRouteMain.Keeps.NOTHING);
  }

  @Override
  public String name() {
    return switch (keeps) {
      case SQLITE -> "camel-sqlite";
      case POSTGRES -> "camel-postgres";
      case NOTHING -> "camel-nothing";
    };
  }

  @Override
  public String label() {
    return switch (keeps) {
      case SQLITE -> "Camel route, SQLite";
      case POSTGRES -> "Camel route, PostgreSQL";
      case NOTHING -> "Camel route, keeps nothing";
    };
  }

  @Override
  public String settings() {
    String route =
        "java "
            + Jvm.own()
            + "; Camel Main 4.18.0, platform-http as it comes, the signature step of Dromedary";
    return switch (keeps) {
      case SQLITE ->
          route
              + ", messageId read by Jackson, camel-sql with one insert ... on conflict do nothing"
              + " an event; SQLite, WAL, synchronous=FULL, one connection (SQLite has one writer)";
      case POSTGRES ->
          route
              + ", messageId read by Jackson, camel-sql with one insert ... on conflict do nothing"
              + " an event; "
              + Postgres.SETTINGS
              + "; Hikari pool of "
              + POOL;
      case NOTHING -> route + ", then 200";
    };
  }

  @Override
  public boolean isDurable() {
    return keeps != CamelRouteMain.Keeps.NOTHING;
  }

  @Override
  public @Nullable String missing(Site site) {
    return keeps == CamelRouteMain.Keeps.POSTGRES && !Postgres.isThere()
        ? "PostgreSQL for this machine"
        : null;
  }

  @Override
  public Running start(Site site) throws Exception {
    Path folder = site.newFolder(name());
    Path log = folder.resolve("output.txt");
    Postgres postgres =
        keeps == CamelRouteMain.Keeps.POSTGRES ? Postgres.start(site, folder) : null;
    String url =
        switch (keeps) {
          case SQLITE -> "jdbc:sqlite:" + folder.resolve("callbacks.db");
          case POSTGRES -> postgres == null ? "" : postgres.url() + "?user=postgres";
          case NOTHING -> "";
        };
    int port = Site.freePort();
    Process process =
        Launch.start(
            folder,
            log,
            site.environment(),
            Jvm.own()
                .command(
                    CamelRouteMain.class,
                    Integer.toString(port),
                    keeps.name(),
                    url,
                    POOL,
                    site.secret()));
    return new Receiver(
            process,
            new Address(port, "/callbacks/itwin"),
            folder,
            log,
            isDurable() ? new StoredIds(url, "select id from event") : null,
            postgres)
        .await();
  }
}
