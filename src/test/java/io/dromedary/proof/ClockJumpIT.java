package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of the machine is set, forwards and backwards, while events are accepted and wait for
 * their next attempt.
 */
@ExtendWith(Proof.class)
class ClockJumpIT {
  private static final Duration JUMP = Duration.ofDays(30);

  private final Path folder;
  private final JumpingClock clock = new JumpingClock();
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  ClockJumpIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  /** The clock of this machine, and what it is wrong by. */
  private static final class JumpingClock extends Clock {
    private volatile Duration wrongBy = Duration.ZERO;

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(wrongBy);
    }

    @Override
    public ZoneId getZone() {
      return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("instants only");
    }
  }

  @Test
  void eventsAreAcceptedRoutedAndDeliveredOnEitherSideOfAJump() throws Exception {
    try (Partner partner = Partner.start(Partner.Mood.FAILS)) {
      Installation installation =
          Installation.in(folder).with("dromedary.target.partner.url=" + partner.url());
      try (Dromedary dromedary = start(installation)) {
        assertThat(Clocks.replace(dromedary, clock)).isPositive();
        for (Duration wrongBy : List.of(JUMP.negated(), Duration.ZERO, JUMP)) {
          // Those that failed before wait for a time by another clock.
          send(dromedary, 10);
          await().until(() -> partner.requests() > 0);
          clock.wrongBy = wrongBy;
          send(dromedary, 10);
          awaitOnlyPartnerIsBehind(dromedary);
        }
        partner.become(Partner.Mood.TAKES);
        awaitNothingIsLeft(dromedary);

        clock.wrongBy = Duration.ZERO;
        send(dromedary, 10);
        awaitNothingIsLeft(dromedary);
      }
      Verdict.nothingIsLost(ledger, installation);
      Verdict.nothingIsLost(ledger, Reckoning.of(ledger, partner.taken()));
      Figures.measured("fault.clock", ledger.acknowledgedCount());
    }
  }

  private static void awaitNothingIsLeft(Dromedary dromedary) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                dromedary.store().unrouted() == 0
                    && dromedary.store().pendingDeliveries().values().stream()
                        .allMatch(pending -> pending == 0));
  }

  private void awaitOnlyPartnerIsBehind(Dromedary dromedary) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                dromedary.store().unrouted() == 0
                    && pending(dromedary, "archive") == 0
                    && pending(dromedary, "warehouse") == 0);
  }

  private void send(Dromedary dromedary, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(HonestClient.sendOne(ledger, dromedary.port(), random)).isEqualTo(200);
    }
  }

  private static long pending(Dromedary dromedary, String target) {
    return dromedary.store().pendingDeliveries().getOrDefault(target, 0L);
  }

  private static Dromedary start(Installation installation) throws Exception {
    Map<String, String> environment = Installation.environment();
    Path own = installation.folder();
    Settings.Options options =
        new Settings.Options(
            own.resolve("config/application.properties"),
            own.resolve("routes"),
            installation.data(),
            0,
            0,
            Map.of());
    return Dromedary.start(Settings.read(options, environment::get));
  }
}
