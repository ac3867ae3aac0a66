package io.dromedary;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL for the time of a test, as durable as an installed one. */
public final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts a server with an empty database; asserts that it does not trade durability for speed.
   */
  public static PostgresServer start() throws IOException, SQLException {
    return start(EmbeddedPostgres.builder());
  }

  /**
   * Starts a server whose data outlast it: closed, and started again on the same folder and port,
   * it is the same server after a stop.
   */
  public static PostgresServer start(Path data, int port) throws IOException, SQLException {
    return start(
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port));
  }

  private static PostgresServer start(EmbeddedPostgres.Builder builder)
      throws IOException, SQLException {
    PostgresServer started =
        new PostgresServer(
            builder
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start());
    started.requireOn("fsync");
    started.requireOn("synchronous_commit");
    return started;
  }

  /** The URL of database {@code postgres}; user {@code postgres} needs no password. */
  public String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** A connection of its own, for the test to look at the data. */
  public Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** The port on localhost. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void requireOn(String setting) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show " + setting)) {
      if (!rows.next() || !rows.getString(1).equals("on")) {
        throw new IllegalStateException(
            setting + " is off: tests of durability would prove nothing");
      }
    }
  }
}
