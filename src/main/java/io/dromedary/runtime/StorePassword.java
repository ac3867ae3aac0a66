package io.dromedary.runtime;

import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import io.dromedary.store.PostgresStore;
import io.dromedary.store.StoreException;

/** Lets a shared store go over to another password, if the database takes it. */
final class StorePassword implements SecretUser {
  private final PostgresStore store;

  StorePassword(PostgresStore store) {
    this.store = store;
  }

  @Override
  public boolean uses(String key) {
    return key.equals(Stores.PASSWORD);
  }

  @Override
  public Change prepare(Secrets next) {
    String password = next.one(Stores.PASSWORD);
    try {
      store.tryPassword(password);
    } catch (StoreException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return () -> store.usePassword(password);
  }
}
