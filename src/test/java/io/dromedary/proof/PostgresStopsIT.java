package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL that is store and warehouse at once stops for a while, and comes back. */
@ExtendWith(Proof.class)
class PostgresStopsIT {
  private final Path folder;
  private final Path database;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  PostgresStopsIT(
      @TempDir(factory = ProofFolder.class) Path folder,
      @TempDir(factory = ProofFolder.class) Path database) {
    this.folder = folder;
    this.database = database;
  }

  @Test
  void nothingIsAcknowledgedMeanwhileAndAllGoesOnWhenItIsBack() throws Exception {
    try (StoppablePostgres postgres = StoppablePostgres.start(database)) {
      Installation installation = SharedStore.on(postgres, Installation.in(folder));
      try (ChildProcess child = installation.start()) {
        for (int i = 0; i < 20; i++) {
          assertThat(post(child)).isEqualTo(200);
        }
        postgres.stop();
        await().atMost(Duration.ofSeconds(30)).until(() -> post(child) == 503);

        Said.line(child, "store could not commit", "503 until it can");
        Said.line(child, "lease of node", "cannot be renewed and is tried again");
        Said.metric(child, "dromedary_store_up", up -> up == 0);
        Said.metric(child, "dromedary_inbox_refused_total\\{.*store", refused -> refused > 0);

        postgres.startAgain();
        await().atMost(Duration.ofSeconds(60)).until(() -> post(child) == 200);
        Said.line(child, "The store commits again");
        Said.line(child, "lease of node", "renewed again");
        Said.metric(child, "dromedary_store_up", up -> up == 1);
        assertThat(HonestClient.sendOpen(ledger, child.callbackPort())).isTrue();
        Drain.await(child);
        SharedStore.nothingIsLost(ledger, postgres, folder);
        Figures.measured("fault.postgres", ledger.acknowledgedCount());
      }
    }
  }

  private int post(ChildProcess child) throws Exception {
    return HonestClient.sendOne(ledger, child.callbackPort(), random);
  }
}
