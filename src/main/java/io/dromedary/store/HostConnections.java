package io.dromedary.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the application that the store is a part of. Each is given back as it was: the
 * application's own statements must not find our schema or our time-outs on it.
 */
final class HostConnections implements PostgresConnections {
  /** Two more are kept, by the writer and the lease. Pools have ten, usually. */
  private static final int MOST = 4;

  private final DataSource host;
  private final String schema;

  HostConnections(DataSource host, String schema) {
    this.host = host;
    this.schema = schema;
  }

  @Override
  public Connection connect(String purpose, Duration patience) throws SQLException {
    Connection lent = host.getConnection();
    try {
      return LentConnection.of(lent, schema, purpose, patience);
    } catch (SQLException | RuntimeException e) {
      lent.close();
      throw e;
    }
  }

  @Override
  public HikariDataSource pool(String purpose, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("dromedary-store");
    // Over the pool of the host: to set each connection up and back for a single claim would be
    // two round trips more.
    config.setDataSource(new ConnectionSource(() -> connect(purpose, patience)));
    config.setMaximumPoolSize(MOST);
    config.setMinimumIdle(1);
    config.setIdleTimeout(30_000);
    config.setConnectionTimeout(5000);
    return new HikariDataSource(config);
  }

  @Override
  public PostgresConnections withPassword(@Nullable String password) {
    return this;
  }

  @Override
  public void usePassword(@Nullable String password) {}

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public String advice(String state) {
    if (state.startsWith("28") || state.equals("3D000") || state.startsWith("08")) {
      return "Check the DataSource of this application, and whether the server runs.";
    }
    if (state.equals("42501")) {
      return "Let the owner of the database run: create schema \""
          + schema
          + "\" authorization <the user of the DataSource>; or name another schema with"
          + " camel.component.inbox.schema.";
    }
    if (state.isEmpty()) {
      // It comes from the pool, and not from the server.
      return "The pool of the application's DataSource needs room for "
          + (MOST + 2)
          + " connections more.";
    }
    return "Nothing was changed.";
  }

  @Override
  public String toString() {
    return "schema " + schema + " of the application's database";
  }
}
