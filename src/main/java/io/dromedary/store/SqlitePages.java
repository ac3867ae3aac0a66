package io.dromedary.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteConnection;

/**
 * Copies an SQLite file that is in use, page by page, as it was at one moment. Commits go on
 * meanwhile; what they write stays in the write-ahead log until the copy is done.
 */
final class SqlitePages {
  private static final int PAGES_AT_ONCE = 2000;
  private static final int BUSY_PAUSE_MILLIS = 50;
  private static final int BUSY_TRIES = 100;
  private static final long PROGRESS_PAUSE = Duration.ofMillis(250).toNanos();

  private SqlitePages() {}

  /** Returns what the file held at that moment. */
  static StoreCounts copy(Path from, Path to, Watch watch) throws SQLException {
    try (Connection source = SqliteFile.openToRead(from)) {
      // Its first read fixes the moment: for the counts and for the pages.
      source.setAutoCommit(false);
      StoreCounts counts = StoreCounts.of(source);
      int result =
          source
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main",
                  to.toString(),
                  new Throttled(watch)::pages,
                  BUSY_PAUSE_MILLIS,
                  BUSY_TRIES,
                  PAGES_AT_ONCE);
      source.rollback();
      if (result != 0) {
        throw new SQLException(
            "SQLite cannot copy " + from + " to " + to + " (code " + result + ")");
      }
      return counts;
    }
  }

  /** Whoever watches may be slow, and the moment is held meanwhile. */
  private static final class Throttled {
    private final Watch watch;
    private long last = System.nanoTime();

    Throttled(Watch watch) {
      this.watch = watch;
    }

    void pages(int remaining, int all) {
      if (System.nanoTime() - last > PROGRESS_PAUSE) {
        last = System.nanoTime();
        watch.progress(all - remaining, all);
      }
    }
  }
}
