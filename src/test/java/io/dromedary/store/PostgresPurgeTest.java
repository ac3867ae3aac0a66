package io.dromedary.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Purge on PostgreSQL. */
class PostgresPurgeTest extends PurgeConformance {
  @SuppressWarnings("NullAway.Init")
  private static PostgresStores stores;

  private final PostgresStores.Schema schema = stores.schema();

  @BeforeAll
  static void startTheServer() throws Exception {
    stores = PostgresStores.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    stores.close();
  }

  @Override
  Store open() {
    return schema.open();
  }
}
