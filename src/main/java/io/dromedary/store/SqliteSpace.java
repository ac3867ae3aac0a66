package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Gives the space of removed rows back to the file system; elsewhere than on SQLite nothing. */
final class SqliteSpace {
  /** As many as one step of retention touches, roughly. */
  private static final int STEP_PAGES = 256;

  /** What is given back has to be taken again: some is kept for what comes next. */
  private static final long SPARE_PAGES = 1000;

  private static final long SPARE_SHARE = 10;

  private static final int TRUNCATIONS = 50;
  private static final int TRUNCATION_PATIENCE_MILLIS = 200;

  private SqliteSpace() {}

  /** Gives back what is more than a tenth of the file. */
  static void giveBack(Database database, Steps steps) throws InterruptedException {
    if (database.dialect() == Dialect.SQLITE) {
      giveBack(steps, SPARE_PAGES, SPARE_SHARE);
    }
  }

  /**
   * Gives back all of it, and empties the write-ahead log: what was removed is in neither any more.
   *
   * @return whether it is so; false elsewhere than on SQLite, or when a reader kept the log in use
   */
  static boolean overwriteAll(Database database, Steps steps) throws InterruptedException {
    if (database.dialect() != Dialect.SQLITE) {
      return false;
    }
    giveBack(steps, 0, Long.MAX_VALUE);
    for (int i = 0; i < TRUNCATIONS; i++) {
      if (steps.read("emptying the write-ahead log", SqliteSpace::truncateLog)) {
        return true;
      }
    }
    return false;
  }

  private static boolean truncateLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int patience = Math.toIntExact(pragma(connection, "busy_timeout"));
      // It keeps writers waiting while it waits for readers.
      statement.execute("pragma busy_timeout = " + TRUNCATION_PATIENCE_MILLIS);
      try (ResultSet row = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
        return row.next() && row.getInt(1) == 0;
      } finally {
        statement.execute("pragma busy_timeout = " + patience);
      }
    }
  }

  /** Copies of the file that lie beside it, as upgrades and backups leave them. */
  static List<Path> copies(Database database) {
    if (database.dialect() != Dialect.SQLITE) {
      return List.of();
    }
    Path file = database.read("looking where the store is", StoreSize::file);
    String name = file.getFileName().toString();
    try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
      return files
          .filter(
              other -> {
                String its = other.getFileName().toString();
                return its.startsWith(name)
                    && !its.equals(name)
                    && !its.equals(name + "-wal")
                    && !its.equals(name + "-shm");
              })
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new StoreException("looking for copies of " + file + ": " + e.getMessage(), e);
    }
  }

  private static void giveBack(Steps steps, long spare, long share) throws InterruptedException {
    Pages pages = steps.read("reading how much of the store is unused", Pages::of);
    long free = pages.free();
    while (free > Math.max(spare, pages.all() / share)) {
      long before = free;
      free =
          steps.change(
              (connection, effects) -> {
                try (Statement statement = connection.createStatement()) {
                  // An update and no query: the driver would stop after the first page.
                  statement.executeUpdate("pragma incremental_vacuum(" + STEP_PAGES + ")");
                }
                return pragma(connection, "freelist_count");
              });
      if (free >= before) {
        // Others take pages as fast as they are given back, or the file was made without.
        return;
      }
    }
  }

  private record Pages(long all, long free) {
    static Pages of(Connection connection) throws SQLException {
      return new Pages(pragma(connection, "page_count"), pragma(connection, "freelist_count"));
    }
  }

  private static long pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("pragma " + name)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
