package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GivingWayTest {
  private long now;
  private final GivingWay givingWay = new GivingWay(() -> now);

  /** Accepts for that long, one each ms. */
  private void accepts(Duration howLong, Duration waited, Duration commit) {
    for (long i = 0; i < howLong.toMillis(); i++) {
      now += Duration.ofMillis(1).toNanos();
      givingWay.committed(commit.toNanos());
      givingWay.accepted(waited.toNanos());
    }
  }

  @Test
  void nobodyPausesWhileAcceptsAreQuick() {
    accepts(Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofMillis(1));

    assertThat(givingWay.pauseNanos()).isZero();
  }

  @Test
  void thePauseGrowsWhileAcceptsWaitAndIsBounded() {
    accepts(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(1));
    long first = givingWay.pauseNanos();
    accepts(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(1));

    assertThat(first).isPositive().isLessThan(GivingWay.LONGEST);
    assertThat(givingWay.pauseNanos()).isEqualTo(GivingWay.LONGEST);
  }

  @Test
  void itEndsWhenAcceptsAreQuickAgain() {
    accepts(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(1));
    accepts(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofMillis(1));

    assertThat(givingWay.pauseNanos()).isZero();
  }

  @Test
  void itEndsWhenThereAreNoAccepts() {
    accepts(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(1));
    now += Duration.ofMillis(251).toNanos();

    assertThat(givingWay.pauseNanos()).isZero();
  }

  @Test
  void aDiskThatIsSlowIsNoReasonToPause() {
    accepts(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(20));

    assertThat(givingWay.pauseNanos()).isZero();
  }
}
