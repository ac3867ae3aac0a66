package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.inbox.RunEnd.Postponed;
import io.dromedary.inbox.RunEnd.Settled;
import io.dromedary.store.Mark;
import io.dromedary.store.Postponement;
import io.dromedary.store.Settlement;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import io.dromedary.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every pair of how a run ended and what it named; the table "what a run means". */
class RunEndTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<NewDelivery> NONE = List.of();
  private static final List<NewDelivery> ONE = List.of(new NewDelivery("a", null, null, null));

  private static final byte[] BODY = new byte[0];

  private static StoredEvent eventAfter(int runs) {
    return new StoredEvent(7, 1, "itwin", "m-1", "t", "s", "d", null, null, NOW, null, BODY, runs);
  }

  private static RunEnd of(
      int earlierRuns,
      @Nullable String failure,
      @Nullable String handled,
      List<NewDelivery> recipients) {
    return RunEnd.of(
        eventAfter(earlierRuns), failure, handled, recipients, false, RunPolicy.DEFAULT, NOW);
  }

  @Test
  void aRunThatEndsWellWithRecipientsIsRouted() {
    assertThat(of(0, null, null, ONE))
        .isEqualTo(
            new Settled(new Settlement(eventAfter(0), NOW, End.ROUTED, Set.of(), null, ONE)));
  }

  @Test
  void aRunThatEndsWellWithNoneIsUnrouted() {
    assertThat(of(0, null, null, NONE))
        .isEqualTo(
            new Settled(new Settlement(eventAfter(0), NOW, End.UNROUTED, Set.of(), null, NONE)));
  }

  @Test
  void aHandledFailureWithRecipientsIsRoutedAndMarked() {
    assertThat(of(0, null, "boom", ONE))
        .isEqualTo(
            new Settled(
                new Settlement(eventAfter(0), NOW, End.ROUTED, Set.of(Mark.HANDLED), null, ONE)));
  }

  @Test
  void aHandledFailureWithNoneIsParkedAndMarkedAndSaysWhatFailed() {
    Settlement settlement = ((Settled) of(0, null, "boom", NONE)).settlement();

    assertThat(settlement.end()).isEqualTo(End.PARKED);
    assertThat(settlement.marks()).containsExactly(Mark.HANDLED);
    assertThat(settlement.reason()).contains("boom");
    assertThat(settlement.recipients()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 4", "2, 16", "3, 64", "4, 256"})
  void aFailedRunIsRepeatedFiveTimesBetweenOneSecondAndFiveMinutes(int earlier, long seconds) {
    for (List<NewDelivery> recipients : List.of(NONE, ONE)) {
      for (String handled : new String[] {null, "inner"}) {
        assertThat(of(earlier, "boom", handled, recipients))
            .isEqualTo(
                new Postponed(
                    new Postponement(
                        eventAfter(earlier), earlier + 1, NOW.plusSeconds(seconds), "boom")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 100})
  void theLastFailedRunIsParkedWithItsReasonAndNamesNobody(int earlier) {
    for (List<NewDelivery> recipients : List.of(NONE, ONE)) {
      Settlement settlement = ((Settled) of(earlier, "boom", null, recipients)).settlement();

      assertThat(settlement.end()).isEqualTo(End.PARKED);
      assertThat(settlement.reason()).contains("boom");
      assertThat(settlement.recipients()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"ROUTED, true, 0, false", "UNROUTED, false, 0, false", "PARKED, true, 9, true"})
  void aMisfitIsMarkedWhateverTheRunMeans(End end, boolean recipient, int earlier, boolean failed) {
    RunEnd settled =
        RunEnd.of(
            eventAfter(earlier),
            failed ? "boom" : null,
            null,
            recipient ? ONE : NONE,
            true,
            RunPolicy.DEFAULT,
            NOW);

    Settlement settlement = ((Settled) settled).settlement();
    assertThat(settlement.end()).isEqualTo(end);
    assertThat(settlement.marks()).containsExactly(Mark.SCHEMA);
  }

  @Test
  void aMisfitThatIsParkedHasNoRunAndIsNoFailureOfOne() {
    Settlement settlement =
        ((Settled) RunEnd.misfit(eventAfter(0), "/a is null", NOW)).settlement();

    assertThat(settlement.end()).isEqualTo(End.MISFIT);
    assertThat(settlement.reason()).endsWith(": /a is null");
    assertThat(settlement.marks()).isEmpty();
    assertThat(settlement.recipients()).isEmpty();
  }

  @Test
  void noDelayExceedsTheLongestHoweverManyRuns() {
    RunPolicy policy =
        new RunPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), 4, Duration.ofMinutes(5));

    assertThat(policy.delayAfter(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.delayAfter(5)).isEqualTo(Duration.ofSeconds(256));
    assertThat(policy.delayAfter(6)).isEqualTo(Duration.ofMinutes(5));
    assertThat(policy.delayAfter(1_000_000)).isEqualTo(Duration.ofMinutes(5));
  }
}
