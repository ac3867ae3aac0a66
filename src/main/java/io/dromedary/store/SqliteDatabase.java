package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One SQLite file: how it is opened, and what its failures mean. */
final class SqliteDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);
  private static final int SCHEMA_VERSION = SchemaScript.SQLITE;

  /** What SQLite answers when it will not take the data, as opposed to cannot write. */
  private static final Set<SQLiteErrorCode> REFUSALS =
      Set.of(
          SQLiteErrorCode.SQLITE_CONSTRAINT,
          SQLiteErrorCode.SQLITE_TOOBIG,
          SQLiteErrorCode.SQLITE_MISMATCH,
          SQLiteErrorCode.SQLITE_RANGE);

  private final Path file;

  SqliteDatabase(Path file) {
    this.file = file;
  }

  /** Opens the file for writing, and makes it when there is none. */
  Connection openWriter() {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SQLiteConfig config = new SQLiteConfig();
      config.setBusyTimeout(5000);
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
      // Asking for them costs a statement after each insert, and nobody does.
      config.setGetGeneratedKeys(false);
      int version = new SqliteInspection(file).version(SCHEMA_VERSION);
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      try {
        prepare(connection, version);
      } catch (SQLException | IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException | IOException e) {
      throw unusable(e);
    }
  }

  /** What to say and do when the file cannot be used. */
  StoreException unusable(Exception cause) {
    return new StoreException(
        "opening the store "
            + file.toAbsolutePath()
            + ": "
            + cause.getMessage()
            + ". Nothing was changed. If the file is damaged, put it aside and restore a copy.",
        cause);
  }

  private void prepare(Connection connection, int version) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      if (version == 0) {
        statement.execute("pragma auto_vacuum = incremental");
      }
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = full");
      // The writer checkpoints by itself between two commits; a thread of its own lets the WAL
      // grow.
      statement.execute("pragma wal_autocheckpoint = 1000");
      // What the log has grown to behind a slow reader is given back.
      statement.execute("pragma journal_size_limit = 67108864");
      // Removed rows leave no trace in pages that are written anyway: a purge relies on it.
      statement.execute("pragma secure_delete = fast");
      if (version > 0 && version < SCHEMA_VERSION) {
        copyBeforeUpgrade(statement, version);
      }
      if (version < SCHEMA_VERSION) {
        statement.execute("begin immediate");
        // Another process may have done it while this one waited for its turn.
        int now = pragma(connection, "user_version");
        if (now < SCHEMA_VERSION) {
          SchemaScript.upgrade(statement, Dialect.SQLITE, now);
          statement.execute("pragma user_version = " + SCHEMA_VERSION);
        }
        statement.execute("commit");
      }
    }
  }

  /** The way back, should the newer version not be wanted after all. */
  private void copyBeforeUpgrade(Statement statement, int version)
      throws SQLException, IOException {
    Path copy = file.resolveSibling(file.getFileName() + ".schema-" + version);
    if (Files.exists(copy)) {
      return;
    }
    // Two processes may be at it at once; each makes a whole copy, and one replaces the other.
    Path unfinished =
        file.resolveSibling(
            copy.getFileName()
                + ".part-"
                + ProcessHandle.current().pid()
                + "-"
                + System.nanoTime());
    try {
      statement.execute("vacuum into '" + unfinished.toString().replace("'", "''") + "'");
      Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    LOG.info(
        "The store {} is upgraded from schema {} to {}; as it was it is kept in {}",
        file,
        version,
        SCHEMA_VERSION,
        copy);
  }

  private static int pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("pragma " + name)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  /**
   * The transactions of the writer. They go through the driver's own switch: a {@code begin} behind
   * its back would make it try to begin and commit once more after each statement.
   */
  static GroupCommit.Transactions transactions(Connection writer) throws SQLException {
    Statement statement = writer.createStatement();
    return new GroupCommit.Transactions() {
      @Override
      public void begin() throws SQLException {
        writer.setAutoCommit(false);
      }

      @Override
      public void commit() throws SQLException {
        writer.setAutoCommit(true);
      }

      @Override
      public void rollback() throws SQLException {
        if (writer.getAutoCommit()) {
          // The commit failed, and left the transaction open.
          statement.execute("rollback");
          return;
        }
        try {
          writer.rollback();
        } finally {
          // Ends the transaction that the driver begins anew, and the mode in any case.
          writer.setAutoCommit(true);
        }
      }

      @Override
      public boolean isRefusal(SQLException failure) {
        return failure instanceof SQLiteException sqlite
            && REFUSALS.contains(primary(sqlite.getResultCode()));
      }
    };
  }

  /** SQLite's extended codes carry the primary one in their low byte. */
  private static SQLiteErrorCode primary(SQLiteErrorCode extended) {
    return SQLiteErrorCode.getErrorCode(extended.code & 0xff);
  }
}
