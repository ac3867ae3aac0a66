package io.dromedary.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Events of a store on SQLite are followed. */
class SqliteEventTailTest extends EventTailConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }
}
