package io.dromedary.runtime;

import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;

/** Opens the store that the settings name. */
final class Stores {
  private Stores() {}

  static Store open(Settings settings) {
    return SqliteStore.open(settings.storeFile());
  }
}
