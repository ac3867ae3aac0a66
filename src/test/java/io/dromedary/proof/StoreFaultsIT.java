package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The store fails while it commits, or refuses one row of many. */
@ExtendWith(Proof.class)
class StoreFaultsIT {
  private static final int POISONED = 5;

  /** In the catalogue; {@link #POISON} is not, so nothing else that is sent has that type. */
  private static final String TYPE = "issues.commentCreated.v1";

  private static final String POISON = "issues.commentPoisoned.v1";

  private final Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  StoreFaultsIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  /** The disk says of the very sync that a 200 would rest on: it failed. */
  @Test
  void whenSyncsFailNothingIsAcknowledgedAndAllGoesOnWhenTheyWorkAgain() throws Exception {
    Strace.require();
    Installation installation = Installation.in(folder);
    String log = folder.toRealPath().resolve("data/dromedary.db-wal").toString();
    List<String> failing =
        Strace.command(
            folder.resolve("trace"),
            "-P",
            log,
            "-e",
            "trace=fsync,fdatasync",
            "-e",
            // From the 21st on of each thread, twelve times; there is one that writes.
            "inject=fsync,fdatasync:error=EIO:when=21..32");
    try (ChildProcess child = installation.start(failing, Map.of())) {
      int port = child.callbackPort();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> HonestClient.sendOne(ledger, port, random) == 503);

      Said.line(child, "store could not commit", "keeps trying", "503 until it can");
      Said.metric(child, "dromedary_inbox_refused_total\\{.*store", refused -> refused > 0);
      Said.metric(child, "dromedary_store_up", up -> up == 1);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> HonestClient.sendOne(ledger, port, random) == 200);
      assertThat(HonestClient.sendOpen(ledger, port)).isTrue();
      Drain.await(child);
      // What a failed sync has left in the log must not come back to life.
      child.kill();
    }
    try (ChildProcess restarted = installation.start()) {
      Drain.await(restarted);
      Verdict.nothingIsLost(ledger, installation);
      Figures.measured("fault.sync", ledger.acknowledgedCount());
    }
  }

  /** A row that the database refuses, whatever the reason, harms none beside it. */
  @Test
  void oneRefusedRowOfABatchIsParkedAndTheOthersAreDelivered() throws Exception {
    Installation installation = Installation.in(folder);
    try (ChildProcess first = installation.start()) {
      assertThat(first.callbackPort()).isPositive();
      first.terminate();
      assertThat(first.exitCode(Duration.ofSeconds(20))).isIn(0, 143);
    }
    refuse(installation, POISON);
    try (ChildProcess child = installation.start();
        HonestClient others = HonestClient.start(ledger, child.callbackPort(), 8, 800, random)) {
      int port = child.callbackPort();
      for (int i = 0; i < POISONED; i++) {
        Sent poisoned = Sent.ofType(TYPE, random).with(TYPE, POISON);
        // Of another ledger: it is not to be in the targets.
        assertThat(HonestClient.send(new Ledger(), port, poisoned)).isEqualTo(200);
      }
      others.end();

      Said.line(child, "could not be read", "dead letter of stage read", "dead show");
      Said.metric(child, "dromedary_parked_total\\{.*itwin", parked -> parked == POISONED);
      Said.metric(child, "dromedary_dead_letters\\{.*read", dead -> dead == POISONED);
      Drain.await(child);
      Verdict.nothingIsLost(ledger, installation);
      Figures.measured("fault.row", ledger.acknowledgedCount() + POISONED);
    }
  }

  private static void refuse(Installation installation, String eventType) throws Exception {
    try (java.sql.Connection store =
            DriverManager.getConnection("jdbc:sqlite:" + installation.store());
        Statement statement = store.createStatement()) {
      statement.execute(
          "create trigger poison before insert on event when new.event_type = '"
              + eventType
              + "' begin select raise(abort, 'this row is poisoned'); end");
    }
  }
}
