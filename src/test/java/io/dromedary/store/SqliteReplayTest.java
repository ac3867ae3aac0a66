package io.dromedary.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Lists, replays and discards on SQLite. */
class SqliteReplayTest extends ReplayConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }
}
