package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** The end of every test of a fault: nothing is lost, nothing doubled where the target can tell. */
final class Verdict {
  private Verdict() {}

  /** Judges warehouse and archive, where they are by default, when all is delivered. */
  static void nothingIsLost(Ledger ledger, Installation installation) throws Exception {
    nothingIsLost(ledger, Reckoning.of(ledger, Arrivals.inWarehouse(warehouse(installation))));
    Path archive = installation.data().resolve("archive");
    nothingIsLost(ledger, Reckoning.of(ledger, Arrivals.inArchive(archive)));
  }

  static String warehouse(Installation installation) {
    return "jdbc:sqlite:" + installation.data().resolve("warehouse.db");
  }

  /** Judges one target that drops repeats. */
  static void nothingIsLost(Ledger ledger, Reckoning reckoning) {
    assertThat(ledger.acknowledgedCount()).as("a proof on nothing").isPositive();
    assertThat(reckoning.lost()).as("lost").isEmpty();
    assertThat(reckoning.invented()).as("never sent").isEmpty();
    assertThat(reckoning.repeats()).as("repeats").isZero();
  }
}
