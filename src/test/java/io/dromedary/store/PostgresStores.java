package io.dromedary.store;

import io.dromedary.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for the tests of a class, and an empty schema for each of them. */
final class PostgresStores implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final PostgresServer server;
  private final AtomicInteger schemas = new AtomicInteger();

  private PostgresStores(PostgresServer server) {
    this.server = server;
  }

  static PostgresStores start() throws IOException, SQLException {
    return new PostgresStores(PostgresServer.start());
  }

  /** One store that several nodes can open. */
  final class Schema {
    private final String name = "store" + schemas.incrementAndGet();

    private Schema() throws SQLException {
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("create schema " + name);
      }
    }

    PostgresAddress address() {
      String url =
          "jdbc:postgresql://localhost:" + server.port() + "/postgres?currentSchema=" + name;
      return new PostgresAddress(url, "postgres", null);
    }

    PostgresStore open() {
      return open("node");
    }

    PostgresStore open(String node) {
      return PostgresStore.open(address(), node, LEASE);
    }

    PostgresStore open(String node, Duration lease, ScheduledExecutorService renewals) {
      return PostgresStore.open(address(), node, lease, renewals);
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    long number(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getLong(1);
      }
    }

    Connection connect() throws SQLException {
      Connection connection = server.connect();
      connection.setSchema(name);
      return connection;
    }
  }

  Schema schema() {
    try {
      return new Schema();
    } catch (SQLException e) {
      throw new AssertionError("making a schema", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
