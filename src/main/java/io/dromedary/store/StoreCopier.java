package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Copies a store, as it is at one moment, while it is in use. A copy that is there is whole: it was
 * read through, and holds what the store held at that moment, counted by table and state. Nothing
 * is left of one that failed.
 */
public final class StoreCopier {
  /** A batch, or the look through all rows at the end. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Watch watch;

  /**
   * @param watch may end it early; then it throws {@link CancellationException}
   */
  public StoreCopier(Watch watch) {
    this.watch = watch;
  }

  /**
   * Copies a store into a new SQLite file, which is a store itself.
   *
   * @param file must not be there
   * @throws StoreException that says why there is no copy
   */
  public CopyReport toFile(Database from, Path file) {
    String doing = "copying the store to " + file;
    try (UnfinishedFile unfinished = new UnfinishedFile(file)) {
      StoreCounts expected =
          from.dialect() == Dialect.SQLITE
              ? SqlitePages.copy(from.read(doing, StoreSize::file), unfinished.path(), watch)
              : from.read(doing, source -> rowsToFile(source, from.dialect(), unfinished.path()));
      return finish(unfinished, file, expected);
    } catch (SQLException | IOException e) {
      throw new StoreException(doing + ": " + reason(e), e);
    }
  }

  /**
   * Copies the SQLite file of a store that is not in use into another one.
   *
   * @param from a backup; it is only read
   * @param file must not be there
   * @throws StoreException also when it is damaged, no store, or one of a newer version
   */
  public CopyReport restore(Path from, Path file) {
    String doing = "restoring " + from;
    try (UnfinishedFile unfinished = new UnfinishedFile(file)) {
      requireReadable(from);
      StoreCounts expected = SqlitePages.copy(from, unfinished.path(), watch);
      return finish(unfinished, file, expected);
    } catch (SQLException | IOException e) {
      throw new StoreException(doing + ": " + reason(e), e);
    }
  }

  private static void requireReadable(Path from) throws SQLException {
    try (Connection connection = SqliteFile.openToRead(from)) {
      int version = SqliteFile.version(connection);
      if (version < 1 || version > SchemaScript.SQLITE) {
        throw new StoreException(
            "restoring "
                + from
                + ": "
                + (version < 1
                    ? "it is not a store of Dromedary"
                    : "it was written by a newer Dromedary (schema "
                        + version
                        + ", this one knows "
                        + SchemaScript.SQLITE
                        + ")"),
            null);
      }
      SqliteFile.requireSound(connection, from);
    }
  }

  private CopyReport finish(UnfinishedFile unfinished, Path file, StoreCounts expected)
      throws SQLException, IOException {
    refuseWhenCancelled();
    StoreCounts counts = SqliteFile.seal(unfinished.path());
    requireSame(expected, counts, file.toString());
    refuseWhenCancelled();
    unfinished.finish();
    return new CopyReport(file.toString(), Files.size(file), counts);
  }

  private void refuseWhenCancelled() {
    if (watch.cancelled()) {
      throw new CancellationException("copying was ended early");
    }
  }

  /** The connection sees one moment, and only reads. */
  private StoreCounts rowsToFile(Connection source, Dialect dialect, Path file)
      throws SQLException {
    try (Connection target = new SqliteDatabase(file).openWriter()) {
      target.setAutoCommit(false);
      StoreCounts counts = StoreCounts.of(source);
      new RowCopy(source, target, counts.rows(), watch).copy();
      HighestKeys.read(source, dialect).write(target, Dialect.SQLITE);
      target.setAutoCommit(true);
      return counts;
    }
  }

  /**
   * Copies a store into a PostgreSQL database that holds none, or an empty one.
   *
   * @throws StoreException that says why there is no copy
   */
  public CopyReport toPostgres(Database from, PostgresAddress to) {
    String doing = "copying the store to " + to;
    return toPostgres(
        doing,
        to,
        target ->
            from.dialect() == Dialect.SQLITE
                ? rowsOfFile(from.read(doing, StoreSize::file), target)
                : from.read(doing, source -> rows(source, from.dialect(), target)));
  }

  /**
   * Copies a backup into a PostgreSQL database that holds no store, or an empty one.
   *
   * @param from it is only read
   * @throws StoreException also when it is damaged, no store, or one of a newer version
   */
  public CopyReport restore(Path from, PostgresAddress to) {
    return toPostgres(
        "restoring " + from + " to " + to,
        to,
        target -> {
          requireReadable(from);
          return rowsOfFile(from, target);
        });
  }

  private CopyReport toPostgres(
      String doing, PostgresAddress to, Database.Read<StoreCounts> copying) {
    PostgresDatabase database = new PostgresDatabase(new OwnConnections(to));
    database.prepare();
    try (Connection target = database.connect("dromedary-copy", PATIENCE)) {
      target.setAutoCommit(false);
      requireFree(target, doing);
      StoreCounts expected = copying.from(target);
      StoreCounts counts = StoreCounts.of(target);
      requireSame(expected, counts, to.toString());
      target.commit();
      return new CopyReport(to.toString(), StoreSize.tables(target), counts);
    } catch (SQLException e) {
      throw new StoreException(doing + ": " + reason(e), e);
    }
  }

  /** What is begun is undone when the connection is closed without a commit. */
  private static void requireFree(Connection target, String doing) throws SQLException {
    try (Statement statement = target.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select count(*) from node where lease_until > clock_timestamp()")) {
        if (row.next() && row.getLong(1) > 0) {
          throw new StoreException(
              doing + ": " + row.getLong(1) + " Dromedary use that database; stop them first",
              null);
        }
      }
      statement.execute(
          "lock table event, delivery, attempt, duplicate_key, replay in exclusive mode nowait");
    }
    if (StoreCounts.holdAny(target)) {
      throw new StoreException(
          doing + ": that store holds something already; name an empty database", null);
    }
  }

  private StoreCounts rowsOfFile(Path file, Connection target) throws SQLException {
    try (Connection source = SqliteFile.openToRead(file)) {
      // Its first read fixes the moment.
      source.setAutoCommit(false);
      StoreCounts counts = rows(source, Dialect.SQLITE, target);
      source.rollback();
      return counts;
    }
  }

  private StoreCounts rows(Connection source, Dialect dialect, Connection target)
      throws SQLException {
    StoreCounts counts = StoreCounts.of(source);
    new RowCopy(source, target, counts.rows(), watch).copy();
    HighestKeys.read(source, dialect).write(target, Dialect.POSTGRESQL);
    return counts;
  }

  static void requireSame(StoreCounts expected, StoreCounts counted, String where) {
    if (!expected.in(counted).equals(counted.in(expected))) {
      throw new StoreException(
          "checking the copy in "
              + where
              + ": it holds "
              + counted.byTable()
              + ", and the store held "
              + expected.byTable(),
          null);
    }
  }

  private static String reason(Exception e) {
    return e instanceof FileAlreadyExistsException
        ? "there is a file of that name already; name another one"
        : String.valueOf(e instanceof IOException ? e : e.getMessage());
  }
}
