package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An event whose route throws: it waits, and those behind it do not wait for it. */
@ExtendWith(Proof.class)
class PoisonEventIT {
  private static final String ROUTE = "routes/domains/itwin/issues.camel.yaml";
  private static final String THROWS =
      """
      steps:
              - throwException:
                  exceptionType: java.lang.IllegalStateException
                  message: this route cannot bear an issue
      """;

  private final Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  PoisonEventIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  @Test
  void itIsRunAgainHoldsUpNoOtherAndIsDeliveredWhenTheRouteIsPutRight() throws Exception {
    Installation installation =
        Installation.in(folder).edit(ROUTE, route -> route.replace("steps:\n", THROWS));
    Sent poison = Sent.ofType("issues.commentCreated.v1", random);
    try (ChildProcess child = installation.start()) {
      assertThat(HonestClient.send(ledger, child.callbackPort(), poison)).isEqualTo(200);
      Ledger others = new Ledger();
      for (int i = 0; i < 20; i++) {
        Sent other = Sent.ofType("iModels.iModelDeleted.v1", random);
        assertThat(HonestClient.send(others, child.callbackPort(), other)).isEqualTo(200);
      }

      Said.line(child, "Routing event", "failed (run 1)", "repeated at", "cannot bear an issue");
      Said.metric(child, "dromedary_routing_failed_total\\{.*itwin", runs -> runs >= 1);
      Said.metric(child, "dromedary_unrouted", unrouted -> unrouted == 1);
      Said.metric(child, "dromedary_delivered_total\\{.*archive", delivered -> delivered == 20);
      Verdict.nothingIsLost(others, installation);
      assertThat(others.sent()).doesNotContain(poison.digest());
      child.kill();
    }
    installation.edit(ROUTE, route -> route.replace(THROWS, "steps:\n"));
    try (ChildProcess child = installation.start()) {
      Drain.await(child);
      assertThat(Reckoning.of(ledger, Arrivals.inWarehouse(Verdict.warehouse(installation))).lost())
          .isEmpty();
      Figures.measured("fault.poison", 21);
    }
  }
}
