package io.dromedary.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The order of keys on SQLite, and what it costs. */
class SqliteKeyOrderTest extends KeyOrderConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }
}
