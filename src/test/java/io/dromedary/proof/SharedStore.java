package io.dromedary.proof;

import java.io.IOException;
import java.nio.file.Path;

/** An installation whose store and warehouse are in PostgreSQL. */
final class SharedStore {
  /** Longer than an attempt may take, and no longer than these tests have to wait. */
  private static final String LEASE = "8s";

  private SharedStore() {}

  static Installation on(StoppablePostgres postgres, Installation installation) throws IOException {
    return installation
        .with("dromedary.store.url=" + postgres.url())
        .with("dromedary.store.user=postgres")
        .with("dromedary.store.lease=" + LEASE)
        .with("dromedary.target.warehouse.url=" + postgres.url() + "?currentSchema=warehouse")
        .with("dromedary.target.warehouse.user=postgres");
  }

  /** Judges the warehouse, and an archive. */
  static void nothingIsLost(Ledger ledger, StoppablePostgres postgres, Path archive)
      throws Exception {
    String warehouse = postgres.url() + "?user=postgres&currentSchema=warehouse";
    Verdict.nothingIsLost(ledger, Reckoning.of(ledger, Arrivals.inWarehouse(warehouse)));
    Verdict.nothingIsLost(ledger, Reckoning.of(ledger, Arrivals.inArchive(archive)));
  }
}
