package io.dromedary.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Connections that are made for the store alone. */
final class OwnConnections implements PostgresConnections {
  private static final int MOST = 8;

  private volatile PostgresAddress address;

  OwnConnections(PostgresAddress address) {
    this.address = address;
  }

  @Override
  public Connection connect(String purpose, Duration patience) throws SQLException {
    Connection connection =
        DriverManager.getConnection(address.url(), properties(purpose, patience));
    try {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  @Override
  public HikariDataSource pool(String purpose, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("dromedary-store");
    config.setJdbcUrl(address.url());
    config.setDataSourceProperties(properties(purpose, patience));
    // Only with a user does the pool ask for the password of now.
    config.setUsername(address.effectiveUser());
    config.setPassword(address.password());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setMaximumPoolSize(MOST);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5000);
    return new HikariDataSource(config);
  }

  private Properties properties(String purpose, Duration patience) {
    long seconds = Math.max(1, patience.toSeconds());
    Properties properties = address.credentials();
    properties.setProperty("ApplicationName", purpose);
    properties.setProperty("connectTimeout", Long.toString(Math.min(5, seconds)));
    properties.setProperty("loginTimeout", Long.toString(Math.min(10, seconds * 2)));
    properties.setProperty("socketTimeout", Long.toString(seconds));
    properties.setProperty("tcpKeepAlive", "true");
    // The details repeat the data: whole statements with the body of a callback.
    properties.setProperty("logServerErrorDetail", "false");
    // After a fail-over the old server may still be there, and cannot write.
    properties.setProperty("targetServerType", "primary");
    return properties;
  }

  @Override
  public PostgresConnections withPassword(@Nullable String password) {
    return new OwnConnections(address.withPassword(password));
  }

  @Override
  public void usePassword(@Nullable String password) {
    address = address.withPassword(password);
  }

  /** As the URL says. */
  @Override
  public @Nullable String schema() {
    return null;
  }

  @Override
  public String advice(String state) {
    if (state.startsWith("28")) {
      return "Check dromedary.store.user and dromedary.store.password, and pg_hba.conf at the"
          + " server.";
    }
    if (state.equals("3D000")) {
      return "Make the database first (createdb), or correct dromedary.store.url.";
    }
    if (state.equals("42501")) {
      return "The user needs the right to create tables in the schema, or the owner starts it once.";
    }
    if (state.startsWith("08")) {
      return "Check host and port in dromedary.store.url, and whether the server runs.";
    }
    return "Nothing was changed.";
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
