package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import io.dromedary.proof.Partner.Mood;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The partner does whatever a partner may do, one thing after the other, to one process. */
@ExtendWith(Proof.class)
class PartnerFaultsIT {
  private static final int EVENTS = 12;

  private final Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  PartnerFaultsIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  @Test
  void whateverItAnswersNothingIsLostAndTheLogSaysWhatHappensNext() throws Exception {
    try (Partner partner = Partner.start(Mood.TAKES)) {
      Installation installation =
          Installation.in(folder)
              .with("dromedary.target.partner.url=" + partner.url())
              .with("dromedary.target.partner.timeout=1000");
      try (ChildProcess child = installation.start()) {
        survives(child, partner, Mood.FAILS, "tried again at", "500");
        survives(child, partner, Mood.THROTTLES, "tried again at", "429");
        survives(child, partner, Mood.REFUSES_OUR_TOKEN, "as it is configured", "one is tried in");
        survives(child, partner, Mood.CUTS_HALF_WAY, "tried again at");
        survives(child, partner, Mood.ANSWERS_GARBAGE, "tried again at");
        survives(child, partner, Mood.HANGS, "tried again at", "Timeout");

        assertThat(Installation.metric(child, "dromedary_dead_letters")).isZero();
        Verdict.nothingIsLost(ledger, installation);
        Verdict.nothingIsLost(ledger, Reckoning.of(ledger, partner.taken()));
        assertThat(partner.keys()).isEqualTo(ledger.acknowledgedCount());
        Figures.measured("fault.partner", ledger.acknowledgedCount());
      }
    }
  }

  private void survives(ChildProcess child, Partner partner, Mood mood, String... said)
      throws Exception {
    double failed = Installation.metric(child, "dromedary_failed_total\\{.*partner");
    int logged = child.output().length();
    partner.become(mood);
    for (int i = 0; i < EVENTS; i++) {
      assertThat(HonestClient.sendOne(ledger, child.callbackPort(), random)).isEqualTo(200);
    }

    Said.lineAfter(logged, child, said);
    Said.metric(child, "dromedary_failed_total\\{.*partner", now -> now > failed);
    Said.metric(child, "dromedary_backlog\\{.*partner", backlog -> backlog == EVENTS);
    Said.metric(child, "dromedary_backlog\\{.*(archive|warehouse)", backlog -> backlog == 0);
    partner.become(Mood.TAKES);
    Drain.await(child);
  }
}
