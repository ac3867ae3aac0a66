package io.dromedary.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Looks whether a file is a store that can be used, before anything is written to it. */
final class SqliteInspection {
  private final Path file;

  SqliteInspection(Path file) {
    this.file = file;
  }

  /**
   * The version of its schema; 0 when there is nothing in it yet.
   *
   * @param newest the newest version that is known
   * @throws StoreException when it was written by a newer version or by another application
   * @throws SQLException when it cannot be read as a store
   */
  int version(int newest) throws SQLException, IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return 0;
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(5000);
    // What a crash left in the log would be written into the file when the last reader goes.
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    config.setReadOnly(Files.exists(log) && Files.size(log) > 0);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      int version = (int) number(statement, "pragma user_version");
      if (version > newest) {
        throw new StoreException(
            "opening the store "
                + file.toAbsolutePath()
                + ": it was written by a newer Dromedary (schema "
                + version
                + ", this one knows "
                + newest
                + "). Start the newer one, or name another --data folder.",
            null);
      }
      boolean ours =
          number(
                  statement,
                  "select count(*) from sqlite_schema"
                      + " where name in ('event', 'delivery', 'duplicate_key')")
              > 0;
      boolean empty = number(statement, "select count(*) from sqlite_schema") == 0;
      if (version == 0 ? !empty : !ours) {
        throw new StoreException(
            "opening the store "
                + file.toAbsolutePath()
                + ": it is a database of another application. Name another --data folder.",
            null);
      }
      if (version > 0) {
        read(statement);
      }
      return version;
    }
  }

  /** What every version has, read where a start reads it. */
  private static void read(Statement statement) throws SQLException {
    number(statement, "select count(expires_at) from (select * from duplicate_key limit 1)");
    number(statement, "select max(event_seq) from (select * from delivery limit 1)");
    number(statement, "select max(seq) from event");
    number(statement, "select count(*) from event where state = 'accepted'");
    number(statement, "select count(*) from event where state = 'parked'");
    number(statement, "select count(*) from delivery where state = 'pending'");
    number(statement, "select count(*) from delivery where state = 'dead'");
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
