package io.dromedary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of the writer on PostgreSQL. After a failure that is not about the data it
 * connects anew with the next group. Used by the writer thread only.
 */
final class PostgresTransactions implements GroupCommit.Transactions {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** As long as on SQLite. */
  private static final Duration MAX_WAIT_FOR_LOCK = Duration.ofSeconds(5);

  /**
   * After so long the server ends a transaction of ours in which nothing happens: a frozen process
   * must not hold the locks that others wait for, and give up.
   */
  private static final Duration MAX_IDLE = Duration.ofSeconds(4);

  private final PostgresDatabase database;
  private final PostgresWrites writes;
  private final Counters counters;
  private @Nullable Connection connection;

  PostgresTransactions(PostgresDatabase database, PostgresWrites writes, Counters counters) {
    this.database = database;
    this.writes = writes;
    this.counters = counters;
  }

  /** The connection of the transaction that is under way. */
  Connection connection() throws SQLException {
    Connection current = connection;
    if (current == null) {
      throw new SQLException("no transaction is under way", "25P01");
    }
    return current;
  }

  /** Connects when there is no connection. */
  void connect() throws SQLException {
    if (connection != null) {
      return;
    }
    Connection fresh = database.connect("dromedary-writer", PATIENCE);
    try {
      try (Statement statement = fresh.createStatement()) {
        statement.execute("set idle_in_transaction_session_timeout = " + MAX_IDLE.toMillis());
        statement.execute("set lock_timeout = " + MAX_WAIT_FOR_LOCK.toMillis());
      }
      fresh.setAutoCommit(false);
      writes.use(fresh);
    } catch (SQLException | RuntimeException e) {
      fresh.close();
      throw e;
    }
    connection = fresh;
  }

  @Override
  public void begin() throws SQLException {
    connect();
    writes.begin();
  }

  @Override
  public void commit() throws SQLException {
    counters.beginCommit();
    connection().commit();
  }

  @Override
  public void rollback() throws SQLException {
    Connection current = connection;
    if (current == null) {
      return;
    }
    try {
      current.rollback();
    } catch (SQLException e) {
      disconnect();
      throw e;
    }
  }

  @Override
  public void booked() {
    counters.endCommit();
  }

  @Override
  public boolean isRefusal(SQLException failure) {
    return PostgresDatabase.isRefusal(failure);
  }

  @Override
  public boolean isRepeatable(SQLException failure) {
    return PostgresDatabase.isRepeatable(failure);
  }

  @Override
  public void unable() {
    disconnect();
  }

  private void disconnect() {
    PostgresDatabase.discard(connection);
    connection = null;
  }

  void close() {
    disconnect();
  }
}
