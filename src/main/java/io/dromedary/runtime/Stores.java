package io.dromedary.runtime;

import io.dromedary.store.NodeName;
import io.dromedary.store.PostgresAddress;
import io.dromedary.store.PostgresStore;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;

/** Opens the store that the settings name. */
final class Stores {
  static final String PASSWORD = "dromedary.store.password";

  private Stores() {}

  static Store open(Settings settings) {
    Settings.SharedStore shared = settings.sharedStore();
    if (shared == null) {
      return SqliteStore.open(settings.storeFile());
    }
    return PostgresStore.open(
        address(settings, shared), NodeName.in(settings.data()), shared.lease());
  }

  static PostgresAddress address(Settings settings, Settings.SharedStore shared) {
    return new PostgresAddress(shared.url(), shared.user(), settings.secrets().one(PASSWORD));
  }
}
