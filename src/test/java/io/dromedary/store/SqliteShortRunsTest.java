package io.dromedary.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The conformance of the store on SQLite with an index of keys that is mostly in the file. */
class SqliteShortRunsTest extends StoreConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private @Nullable SqliteStore last;

  @Override
  Store open() {
    if (last != null) {
      // A process that is gone writes nothing.
      last.endUpkeep();
    }
    last = SqliteStore.open(folder.resolve("dromedary.db"), 3);
    return last;
  }
}
