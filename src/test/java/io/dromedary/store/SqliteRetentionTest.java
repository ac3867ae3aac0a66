package io.dromedary.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Retention on SQLite, and the size of the file. */
class SqliteRetentionTest extends RetentionConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }
}
