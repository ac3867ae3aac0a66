package io.dromedary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The database under a store, for work that is not on the path of an event: lists, replays,
 * retention, copies. Thread-safe.
 */
public interface Database {

  /** What differs from one database to another. */
  enum Dialect {
    SQLITE,
    POSTGRESQL
  }

  /** Reads inside one short transaction. */
  @FunctionalInterface
  interface Read<R> {
    R from(Connection connection) throws SQLException;
  }

  /**
   * Changes what is kept. May be called again when its transaction had to be repeated, and shares
   * that with other writes, so it must be short and must not end it.
   */
  @FunctionalInterface
  interface Change<R> {
    R apply(Connection connection, Effects effects) throws SQLException;
  }

  /** Which one it is. */
  Dialect dialect();

  /**
   * Reads, on a connection of its own. A read is to be over within 1 s: a longer one keeps the
   * write-ahead log of SQLite from being given back.
   *
   * @param doing what for, to be said when it fails
   * @throws StoreException when the database cannot be read
   */
  <R> R read(String doing, Read<R> read);

  /**
   * The event of a source that is called so.
   *
   * @param connection one that was given to a {@link Read}
   * @return its {@code seq}; empty when there is none
   */
  OptionalLong find(Connection connection, String source, String eventId) throws SQLException;

  /** Changes what is kept, in one transaction; completes after its commit. */
  <R> CompletableFuture<R> change(Change<R> change);
}
