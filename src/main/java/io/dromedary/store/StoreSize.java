package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How much room the store takes, in bytes.
 *
 * @param bytes of its file; on PostgreSQL of its tables and indexes
 * @param walBytes of the write-ahead log beside the file; on PostgreSQL 0
 */
public record StoreSize(long bytes, long walBytes) {

  /**
   * Looks how much it is now.
   *
   * @throws StoreException when the store cannot be read
   */
  public static StoreSize of(Database database) {
    return database.read(
        "reading the size of the store",
        connection -> {
          if (database.dialect() == Dialect.SQLITE) {
            Path file = file(connection);
            return new StoreSize(length(file), length(wal(file)));
          }
          return new StoreSize(tables(connection), 0);
        });
  }

  static Path file(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select file from pragma_database_list where name = 'main'")) {
      row.next();
      return Path.of(row.getString(1));
    }
  }

  static Path wal(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private static long length(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new StoreException("reading the size of " + file + ": " + e.getMessage(), e);
    }
  }

  static long tables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select pg_total_relation_size('event') + pg_total_relation_size('delivery')"
                    + " + pg_total_relation_size('attempt')"
                    + " + pg_total_relation_size('duplicate_key')")) {
      row.next();
      return row.getLong(1);
    }
  }
}
