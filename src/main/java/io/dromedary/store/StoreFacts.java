package io.dromedary.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which store it is, and how large.
 *
 * @param database {@code sqlite} or {@code postgresql}
 * @param schema the version of its tables
 * @param location the file, or the URL without what logs in
 * @param bytes of its data
 * @param walBytes of the write-ahead log beside the file; empty where there is none
 * @param diskFree bytes that are free where the file is; empty when that is elsewhere
 * @param oldestUnrouted when the event was received that has waited longest to be routed
 */
public record StoreFacts(
    String database,
    int schema,
    String location,
    long bytes,
    OptionalLong walBytes,
    OptionalLong diskFree,
    Optional<Instant> oldestUnrouted) {

  /** Looks them up. */
  public static StoreFacts of(Database database) {
    return database.read(
        "reading what store this is",
        database.dialect() == Database.Dialect.SQLITE
            ? StoreFacts::ofSqlite
            : StoreFacts::ofPostgres);
  }

  private static StoreFacts ofSqlite(Connection connection) throws SQLException {
    Path file = StoreSize.file(connection);
    Path wal = StoreSize.wal(file);
    try {
      return new StoreFacts(
          Database.Dialect.SQLITE.name().toLowerCase(Locale.ROOT),
          (int) number(connection, "select user_version from pragma_user_version"),
          file.toString(),
          Files.size(file),
          Files.exists(wal) ? OptionalLong.of(Files.size(wal)) : OptionalLong.empty(),
          OptionalLong.of(Files.getFileStore(file).getUsableSpace()),
          oldestUnrouted(connection));
    } catch (IOException e) {
      throw new StoreException("looking at the file of the store " + file, e);
    }
  }

  private static StoreFacts ofPostgres(Connection connection) throws SQLException {
    String url = connection.getMetaData().getURL();
    return new StoreFacts(
        Database.Dialect.POSTGRESQL.name().toLowerCase(Locale.ROOT),
        (int) number(connection, "select max(version) from dromedary_schema"),
        new PostgresAddress(url, null, null).toString(),
        StoreSize.tables(connection),
        OptionalLong.empty(),
        OptionalLong.empty(),
        oldestUnrouted(connection));
  }

  private static Optional<Instant> oldestUnrouted(Connection connection) throws SQLException {
    // The oldest of each source is found in the index of what is to be routed.
    long received =
        number(
            connection,
            "select min(received_at) from event where seq in"
                + " (select min(seq) from event where state = 'accepted' group by source)");
    return received == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(received));
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
