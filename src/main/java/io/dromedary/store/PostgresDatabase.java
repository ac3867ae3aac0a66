package io.dromedary.store;

import com.zaxxer.hikari.HikariDataSource;
import io.dromedary.store.Database.Dialect;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One PostgreSQL database: how it is connected to and prepared, and what its failures mean. */
final class PostgresDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

  /** There is no older schema for PostgreSQL. */
  private static final int BEFORE_THE_FIRST = 1;

  private static final int OLDEST_SERVER = 13;

  /** Nodes that start together make the tables once; any number that nobody else locks. */
  private static final long SCHEMA_LOCK = 0x64726f6d6564L;

  /** SQLState classes that speak of the data: data exceptions, constraints, limits of a row. */
  private static final Set<String> REFUSALS = Set.of("22", "23", "54");

  /** Deadlock, and serialization failure. */
  private static final Set<String> REPEATABLE = Set.of("40P01", "40001");

  private final PostgresConnections connections;

  PostgresDatabase(PostgresConnections connections) {
    this.connections = connections;
  }

  void tryPassword(@Nullable String password) {
    PostgresDatabase other = new PostgresDatabase(connections.withPassword(password));
    try {
      other.connect("dromedary password", Duration.ofSeconds(3)).close();
    } catch (SQLException e) {
      throw other.unusable(e);
    }
  }

  /** For connections that are made from now on. */
  void usePassword(@Nullable String password) {
    connections.usePassword(password);
  }

  /** A connection to keep. */
  Connection connect(String purpose, Duration patience) throws SQLException {
    return connections.connect(purpose, patience);
  }

  /** Connections for a moment each. */
  HikariDataSource pool(String purpose, Duration patience) {
    return connections.pool(purpose, patience);
  }

  /**
   * Makes the tables, or brings them up to date, and says what is wrong with the server.
   *
   * @throws StoreException when it cannot be the store; then nothing is changed
   */
  void prepare() {
    try (Connection connection = connect("dromedary-start", Duration.ofMinutes(10))) {
      requireServer(connection);
      int version = version(connection);
      if (version < SchemaScript.POSTGRESQL) {
        upgrade(connection);
      } else {
        refuseNewer(version);
      }
      warnOfWeakPromises(connection);
    } catch (SQLException | IOException e) {
      throw unusable(e);
    }
  }

  private void requireServer(Connection connection) throws SQLException {
    int server = connection.getMetaData().getDatabaseMajorVersion();
    if (server < OLDEST_SERVER) {
      throw new StoreException(
          "opening the store "
              + connections
              + ": the server is PostgreSQL "
              + server
              + "; it must be "
              + OLDEST_SERVER
              + " or newer",
          null);
    }
    if (connection.isReadOnly() || "on".equals(show(connection, "transaction_read_only"))) {
      throw new StoreException(
          "opening the store "
              + connections
              + ": the server only reads (a standby, or default_transaction_read_only); name the"
              + " primary",
          null);
    }
  }

  private void refuseNewer(int version) {
    if (version > SchemaScript.POSTGRESQL) {
      throw new StoreException(
          "opening the store "
              + connections
              + ": it was written by a newer Dromedary (schema "
              + version
              + ", this one knows "
              + SchemaScript.POSTGRESQL
              + "). Start the newer one, or name another database.",
          null);
    }
  }

  private void upgrade(Connection connection) throws SQLException, IOException {
    // Outside of a transaction: one that waits for the lock does not see afterwards which tables
    // were made meanwhile.
    execute(connection, "select pg_advisory_lock(" + SCHEMA_LOCK + ")");
    try {
      upgradeAlone(connection);
    } finally {
      // It would end with the connection, which may be one of a pool.
      execute(connection, "select pg_advisory_unlock(" + SCHEMA_LOCK + ")");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void upgradeAlone(Connection connection) throws SQLException, IOException {
    int version = version(connection);
    refuseNewer(version);
    if (version < BEFORE_THE_FIRST) {
      refuseForeignTables(connection);
      version = BEFORE_THE_FIRST;
    }
    if (version == SchemaScript.POSTGRESQL) {
      return;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      makeSchema(connection);
      SchemaScript.upgrade(statement, Dialect.POSTGRESQL, version);
      statement.execute("delete from dromedary_schema");
      statement.execute("insert into dromedary_schema values (" + SchemaScript.POSTGRESQL + ")");
      connection.commit();
      LOG.info("The store {} has schema {} now", connections, SchemaScript.POSTGRESQL);
    } finally {
      // Without effect after the commit.
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void makeSchema(Connection connection) throws SQLException {
    String schema = connections.schema();
    if (schema == null) {
      return;
    }
    String quoted = '"' + schema.replace("\"", "\"\"") + '"';
    // Looked for first: "if not exists" asks for the right to make it even when it is there.
    if (text(connection, "select to_regnamespace('" + quoted.replace("'", "''") + "')::text")
        == null) {
      execute(connection, "create schema " + quoted);
    }
  }

  private void refuseForeignTables(Connection connection) throws SQLException {
    String foreign =
        text(
            connection,
            "select string_agg(name, ', ') from unnest(array['node', 'event', 'duplicate_key', 'replay',"
                + " 'delivery', 'attempt']) as name where to_regclass(name) is not null");
    if (foreign != null) {
      throw new StoreException(
          "opening the store "
              + connections
              + ": it has tables of another application ("
              + foreign
              + "). "
              + (connections.schema() == null
                  ? "Name another database, or a schema of its own with ?currentSchema= in the URL."
                  : "Name another schema with camel.component.inbox.schema."),
          null);
    }
  }

  /** 0 when there is none. */
  private static int version(Connection connection) throws SQLException {
    if (text(connection, "select to_regclass('dromedary_schema')::text") == null) {
      return 0;
    }
    String version = text(connection, "select max(version) from dromedary_schema");
    return version == null ? 0 : Integer.parseInt(version);
  }

  private void warnOfWeakPromises(Connection connection) throws SQLException {
    for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
      if ("off".equals(show(connection, setting))) {
        LOG.warn(
            "The store {} has {} = off: an event that was answered 200 can be lost when the database"
                + " server or its machine stops. Set it to on.",
            connections,
            setting);
      }
    }
  }

  private static @Nullable String show(Connection connection, String setting) throws SQLException {
    return text(connection, "show " + setting);
  }

  private static @Nullable String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** What to say and do when the database cannot be used. */
  StoreException unusable(Exception cause) {
    return new StoreException(
        "opening the store " + connections + ": " + cause.getMessage() + ". " + advice(cause),
        cause);
  }

  private String advice(Exception cause) {
    return connections.advice(cause instanceof SQLException sql ? state(sql) : "");
  }

  /** Whether the database works, and does not take this data. */
  static boolean isRefusal(SQLException failure) {
    String state = state(failure);
    return state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
  }

  /** Whether another transaction was in the way. */
  static boolean isRepeatable(SQLException failure) {
    return REPEATABLE.contains(state(failure));
  }

  private static String state(SQLException failure) {
    // A failed batch carries the reason behind it.
    for (SQLException e = failure; e != null; e = e.getNextException()) {
      if (e.getSQLState() != null) {
        return e.getSQLState();
      }
    }
    return "";
  }

  /** Gives a connection up that may be broken. */
  static void discard(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("Closing a broken connection", e);
      }
    }
  }
}
