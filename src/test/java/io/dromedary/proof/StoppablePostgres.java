package io.dromedary.proof;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL, as durable as an installed one, that can be stopped and started again. */
final class StoppablePostgres implements AutoCloseable {
  private final Path folder;
  private @Nullable EmbeddedPostgres running;
  private int port;

  private StoppablePostgres(Path folder) {
    this.folder = folder;
  }

  static StoppablePostgres start(Path folder) throws IOException, SQLException {
    StoppablePostgres started = new StoppablePostgres(folder);
    started.startAgain();
    started.makeSchema();
    return started;
  }

  /** For the warehouse, whose table is named as one of the store. */
  private void makeSchema() throws SQLException {
    try (java.sql.Connection connection = DriverManager.getConnection(url() + "?user=postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create schema warehouse");
    }
  }

  void startAgain() throws IOException, SQLException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on");
    EmbeddedPostgres started = (port == 0 ? builder : builder.setPort(port)).start();
    running = started;
    port = started.getPort();
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      requireOn(started, setting);
    }
  }

  private static void requireOn(EmbeddedPostgres server, String setting) throws SQLException {
    try (java.sql.Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show " + setting)) {
      if (!rows.next() || !rows.getString(1).equals("on")) {
        throw new IllegalStateException(setting + " is off: this would prove nothing");
      }
    }
  }

  void stop() throws IOException {
    EmbeddedPostgres stopped = running;
    running = null;
    if (stopped != null) {
      stopped.close();
    }
  }

  /** For {@code dromedary.store.url} and the warehouse; user {@code postgres}, no password. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
