package io.dromedary.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** A store in an SQLite file of its own that nobody else uses: a backup, or what becomes one. */
final class SqliteFile {
  private SqliteFile() {}

  /** Connects for reading; nothing is made where there is no file. */
  static Connection openToRead(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(5000);
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /**
   * Makes it one file without a log beside it, and looks through all of it.
   *
   * @return what it holds
   * @throws StoreException when it is not sound
   */
  static StoreCounts seal(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma synchronous = full");
      statement.execute("pragma journal_mode = delete");
      requireSound(connection, file);
      return StoreCounts.of(connection);
    }
  }

  /**
   * Reads every page.
   *
   * @throws StoreException when it is not sound
   */
  static void requireSound(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("pragma integrity_check(1)")) {
      String finding = rows.next() ? rows.getString(1) : "no answer";
      if (!"ok".equals(finding)) {
        throw new StoreException("checking " + file + ": it is damaged (" + finding + ")", null);
      }
    }
  }

  /** The version of its schema; 0 when it is no store. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("pragma user_version")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
