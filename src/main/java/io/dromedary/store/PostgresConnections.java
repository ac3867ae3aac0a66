package io.dromedary.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where connections to one PostgreSQL database come from. Thread-safe. */
interface PostgresConnections {
  /**
   * A connection to keep, in {@code read committed}, which each statement of ours relies on.
   *
   * @param purpose shown by the server beside the connection
   * @param patience for an answer of the server; afterwards the connection is given up
   */
  Connection connect(String purpose, Duration patience) throws SQLException;

  /** Connections for a moment each; closed by whoever asked for it. */
  HikariDataSource pool(String purpose, Duration patience);

  /** The same with another password; where the application has it, the same. */
  PostgresConnections withPassword(@Nullable String password);

  /** For connections that are made from now on; nothing where the application has the password. */
  void usePassword(@Nullable String password);

  /** The schema of our tables; null: whatever the connections have. */
  @Nullable String schema();

  /**
   * What to do when the database cannot be used.
   *
   * @param state the SQLState; empty when there is none
   */
  String advice(String state);

  /** How the database is named in messages, without what logs in. */
  @Override
  String toString();
}
