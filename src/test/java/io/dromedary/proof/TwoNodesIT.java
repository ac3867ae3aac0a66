package io.dromedary.proof;

import static io.dromedary.proof.Parameters.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes share one PostgreSQL under load, of which one is killed, or frozen past its lease. */
@ExtendWith(Proof.class)
class TwoNodesIT {
  private static final int CONNECTIONS = 4;
  private static final int PER_SECOND = 200;

  private final Path folder;
  private final Path database;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  TwoNodesIT(
      @TempDir(factory = ProofFolder.class) Path folder,
      @TempDir(factory = ProofFolder.class) Path database) {
    this.folder = folder;
    this.database = database;
  }

  @Test
  void whenOneIsKilledTheOtherDoesItsWork() throws Exception {
    try (StoppablePostgres postgres = StoppablePostgres.start(database);
        Partner partner = Partner.start(Partner.Mood.TAKES);
        ChildProcess one = node("one", postgres, partner);
        ChildProcess other = node("other", postgres, partner)) {
      try (HonestClient toOne = client(one);
          HonestClient toOther = client(other)) {
        awaitAcknowledged(300);
        one.kill();
        toOne.end();

        Said.line(other, "nodes that are gone", "due again");
        Said.metric(other, "dromedary_node_taken_over", taken -> taken > 0);
        awaitAcknowledged(ledger.acknowledgedCount() + 100);
        toOther.end();
      }
      judge(postgres, partner, other, "fault.nodes.killed");
    }
  }

  @Test
  void whenOneIsFrozenPastItsLeaseTheOtherDoesItsWorkAndWhatItThenRecordsIsThrownAway()
      throws Exception {
    try (StoppablePostgres postgres = StoppablePostgres.start(database);
        Partner partner = Partner.start(Partner.Mood.TAKES);
        ChildProcess one = node("one", postgres, partner);
        ChildProcess other = node("other", postgres, partner)) {
      try (HonestClient toOne = client(one);
          HonestClient toOther = client(other)) {
        awaitAcknowledged(300);
        signal("STOP", one);
        Said.line(other, "nodes that are gone", "due again");
        signal("CONT", one);

        Said.line(one, "was not heard of for longer than its lease", "may be delivered twice");
        Said.metric(one, "dromedary_node_lease_lost", lost -> lost == 1);
        awaitAcknowledged(ledger.acknowledgedCount() + 100);
        toOne.end();
        toOther.end();
      }
      judge(postgres, partner, other, "fault.nodes.frozen");
    }
  }

  private ChildProcess node(String name, StoppablePostgres postgres, Partner partner)
      throws Exception {
    Installation installation = Installation.in(Files.createDirectory(folder.resolve(name)));
    return SharedStore.on(postgres, installation)
        .with("dromedary.target.archive.folder=" + folder.resolve("archive"))
        .with("dromedary.target.partner.url=" + partner.url())
        .start();
  }

  private HonestClient client(ChildProcess node) {
    return HonestClient.start(ledger, node.callbackPort(), CONNECTIONS, PER_SECOND, random);
  }

  private void awaitAcknowledged(int count) {
    await().atMost(Duration.ofSeconds(60)).until(() -> ledger.acknowledgedCount() >= count);
  }

  private static void signal(String name, ChildProcess child)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void judge(StoppablePostgres postgres, Partner partner, ChildProcess node, String figure)
      throws Exception {
    assertThat(HonestClient.sendOpen(ledger, node.callbackPort())).isTrue();
    Drain.await(node);
    SharedStore.nothingIsLost(ledger, postgres, folder.resolve("archive"));
    Reckoning atPartner = Reckoning.of(ledger, partner.taken());
    say(
        "%s: %d events, %d repeats at the partner"
            .formatted(figure, atPartner.arrived(), atPartner.repeats()));
    assertThat(atPartner.lost()).isEmpty();
    assertThat(atPartner.invented()).isEmpty();
    assertThat(Installation.metric(node, "dromedary_dead_letters")).isZero();
    Figures.measured(figure, ledger.acknowledgedCount());
    Figures.measured(figure + ".repeats", atPartner.repeats());
  }
}
