package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Kafka broker is killed, stays away for a while, and comes back. */
@ExtendWith(Proof.class)
class KafkaStopsIT {
  private static final String TOPIC = "proof";

  private final Path folder;
  private final Path brokersFolder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  KafkaStopsIT(
      @TempDir(factory = ProofFolder.class) Path folder,
      @TempDir(factory = ProofFolder.class) Path brokersFolder) {
    this.folder = folder;
    this.brokersFolder = brokersFolder;
  }

  @Test
  void whatWasAcceptedMeanwhileIsOnTheBusWhenItIsBack() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start(brokersFolder.resolve("broker"))) {
      Installation installation =
          Installation.in(folder)
              .with("dromedary.target.bus.brokers=" + kafka.brokers())
              .with("dromedary.target.bus.topic=" + TOPIC);
      try (ChildProcess child = installation.start()) {
        send(child, 20);
        Drain.await(child);
        kafka.kill();
        send(child, 30);

        Said.line(child, "was not delivered to bus", "tried again at");
        Said.line(child, "Target bus failed", "its circuit is open", "all go on when it is taken");
        Said.metric(child, "dromedary_failed_total\\{.*bus", failed -> failed > 0);
        Said.metric(child, "dromedary_backlog\\{.*bus", backlog -> backlog == 30);
        Said.metric(child, "dromedary_backlog\\{.*(archive|warehouse)", backlog -> backlog == 0);
        Verdict.nothingIsLost(ledger, installation);

        kafka.startAgain();
        Drain.await(child);
        Said.line(child, "Target bus takes deliveries again");
        Reckoning bus = Reckoning.of(ledger, Arrivals.onBus(kafka.brokers(), TOPIC));
        assertThat(bus.lost()).isEmpty();
        assertThat(bus.invented()).isEmpty();
        assertThat(Installation.metric(child, "dromedary_dead_letters")).isZero();
        Figures.measured("fault.kafka", ledger.acknowledgedCount());
      }
    }
  }

  private void send(ChildProcess child, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(HonestClient.sendOne(ledger, child.callbackPort(), random)).isEqualTo(200);
    }
  }
}
