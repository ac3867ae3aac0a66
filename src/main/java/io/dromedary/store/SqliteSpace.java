package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives the space of removed rows back to the file system; elsewhere than on SQLite nothing. */
final class SqliteSpace {
  /** As many as one step of retention touches, roughly. */
  private static final int STEP_PAGES = 256;

  /** What is given back has to be taken again: some is kept for what comes next. */
  private static final long SPARE_PAGES = 1000;

  private static final long SPARE_SHARE = 10;

  private SqliteSpace() {}

  /** Gives back what is more than a tenth of the file. */
  static void giveBack(Database database, Steps steps) throws InterruptedException {
    if (database.dialect() == Dialect.SQLITE) {
      giveBack(steps, SPARE_PAGES, SPARE_SHARE);
    }
  }

  /** Gives back all of it. */
  static void giveBackAll(Database database, Steps steps) throws InterruptedException {
    if (database.dialect() == Dialect.SQLITE) {
      giveBack(steps, 0, Long.MAX_VALUE);
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
