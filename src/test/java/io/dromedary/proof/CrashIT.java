package io.dromedary.proof;

import static io.dromedary.proof.Parameters.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.KafkaBroker;
import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed at random moments of its life, again and again, while a provider sends and
 * targets fail. What was answered 200 is in every target in the end, and once where the target can
 * tell; nothing is there that was never sent.
 */
@ExtendWith(Proof.class)
class CrashIT {
  private static final String TOPIC = "proof";

  /** Nothing else is ever answered to an authentic callback; "none": the connection ended. */
  private static final List<String> ANSWERS = List.of("200", "503", "none");

  private final Path folder;
  private final Parameters parameters = Parameters.read();
  private final Random random = new Random(parameters.seed());
  private final Ledger ledger = new Ledger();

  CrashIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  @Test
  void nothingThatWasAcknowledgedIsLost() throws Exception {
    say("crash: " + parameters);
    try (KafkaBroker broker = KafkaBroker.start();
        Partner partner = Partner.start(Partner.Mood.TAKES)) {
      Installation installation =
          Installation.in(folder)
              .with("dromedary.target.bus.brokers=" + broker.brokers())
              .with("dromedary.target.bus.topic=" + TOPIC)
              .with("dromedary.target.partner.url=" + partner.url());
      Map<Life.Phase, Integer> killed = new EnumMap<>(Life.Phase.class);
      for (int kill = 1; kill <= parameters.kills(); kill++) {
        Life life = Life.any(random);
        killed.merge(life.phase(), 1, Integer::sum);
        partner.become(life.partner());
        live(life, installation);
        say(
            "kill %d/%d (%s, %d ms): %d acknowledged"
                .formatted(
                    kill,
                    parameters.kills(),
                    life.phase(),
                    life.millis(),
                    ledger.acknowledgedCount()));
      }
      partner.become(Partner.Mood.TAKES);
      try (ChildProcess last = installation.start()) {
        assertThat(HonestClient.sendOpen(ledger, last.callbackPort()))
            .as("whether what was open is taken now%s", Said.end(last))
            .isTrue();
        Drain.await(last);
        assertThat(Installation.metric(last, "dromedary_dead_letters")).isZero();
      }
      judge(installation, broker, partner);
      Figures.measured("crash.kills", parameters.kills());
      Figures.measured("crash.killedStarting", killed.getOrDefault(Life.Phase.STARTING, 0));
      Figures.measured("crash.killedLoaded", killed.getOrDefault(Life.Phase.LOADED, 0));
      Figures.measured("crash.killedStopping", killed.getOrDefault(Life.Phase.STOPPING, 0));
    }
  }

  private void live(Life life, Installation installation) throws Exception {
    Map<String, String> further =
        life.warehouseIsDown()
            ? Map.of("DROMEDARY_TARGET_WAREHOUSE_URL", "jdbc:postgresql://127.0.0.1:1/none")
            : Map.of();
    try (ChildProcess child = installation.start(List.of(), further)) {
      if (life.phase() == Life.Phase.STARTING) {
        pass(life.millis());
        child.kill();
        return;
      }
      int port = child.callbackPort();
      try (HonestClient provider =
          HonestClient.start(
              ledger, port, parameters.connections(), parameters.perSecond(), random)) {
        int enough = ledger.acknowledgedCount() + life.acknowledged();
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(1))
            .until(() -> ledger.acknowledgedCount() >= enough);
        if (life.phase() == Life.Phase.STOPPING) {
          child.terminate();
        }
        pass(life.millis());
        child.kill();
        provider.end();
      }
      assertThat(child.output()).doesNotContain("unexpected");
    }
  }

  /** Lets time pass: the moment of the kill is what is random. */
  private static void pass(int millis) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
  }

  private void judge(Installation installation, KafkaBroker broker, Partner partner)
      throws Exception {
    String warehouse = "jdbc:sqlite:" + installation.data().resolve("warehouse.db");
    Map<String, Reckoning> reckonings =
        Map.of(
            "warehouse", Reckoning.of(ledger, Arrivals.inWarehouse(warehouse)),
            "archive", Reckoning.of(ledger, Arrivals.inArchive(installation.data())),
            "bus", Reckoning.of(ledger, Arrivals.onBus(broker.brokers(), TOPIC)),
            "partner", Reckoning.of(ledger, partner.taken()));
    say("answers " + ledger.answers());
    reckonings.forEach(
        (target, reckoning) -> {
          say(
              "%s: %d events, %d lost, %d invented, %d repeats"
                  .formatted(
                      target,
                      reckoning.arrived(),
                      reckoning.lost().size(),
                      reckoning.invented().size(),
                      reckoning.repeats()));
          Figures.measured("crash.lost." + target, reckoning.lost().size());
          Figures.measured("crash.invented." + target, reckoning.invented().size());
          Figures.measured("crash.repeats." + target, reckoning.repeats());
        });
    assertThat(ledger.answers().keySet()).as("the answers that may be").isSubsetOf(ANSWERS);
    assertThat(ledger.acknowledgedCount()).as("a proof on nothing").isGreaterThan(100);
    assertThat(ledger.acknowledged()).as("an honest provider repeats").isEqualTo(ledger.sent());
    assertThat(reckonings)
        .allSatisfy(
            (target, reckoning) -> {
              assertThat(reckoning.lost()).as("lost in %s", target).isEmpty();
              assertThat(reckoning.invented()).as("never sent, in %s", target).isEmpty();
              if (Set.of("warehouse", "archive").contains(target)) {
                assertThat(reckoning.repeats()).as("repeats in %s", target).isZero();
              }
            });
    assertThat(partner.keys()).as("idempotency keys").isEqualTo(ledger.acknowledgedCount());
    Figures.measured("crash.connections", parameters.connections());
    Figures.measured("crash.seed", Long.toString(parameters.seed()));
    Figures.measured("crash.acknowledged", ledger.acknowledgedCount());
    for (String answer : ANSWERS) {
      Figures.measured("crash.answers." + answer, ledger.answers().getOrDefault(answer, 0L));
    }
    Machine.describe(installation.data());
  }
}
