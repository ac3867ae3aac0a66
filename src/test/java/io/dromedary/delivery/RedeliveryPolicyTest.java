package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedeliveryPolicyTest {
  private static final RedeliveryPolicy DEFAULT = policy(20, 5_000, 3, 21_600_000);

  private static RedeliveryPolicy policy(int times, long delay, double multiplier, long maximum) {
    return new RedeliveryPolicy(
        times, Duration.ofMillis(delay), multiplier, Duration.ofMillis(maximum));
  }

  @Test
  void theDefaultSpansAboutThreeDays() {
    assertThat(DEFAULT.total()).isBetween(Duration.ofHours(66), Duration.ofHours(84));
  }

  @Test
  void delaysGrowByTheMultiplierUpToTheLongest() {
    assertThat(policy(6, 1_000, 2, 10_000).schedule())
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
  }

  @Test
  void theDelayStaysTheLongestHoweverManyAttempts() {
    assertThat(DEFAULT.delayAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofHours(6));
    assertThat(policy(5, 0, 3, 0).delayAfter(Integer.MAX_VALUE)).isZero();
    assertThat(policy(5, 0, 3, 1000).delayAfter(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void aDeliveryIsGivenUpAfterTheFirstAttemptAndAllItsRedeliveries() {
    RedeliveryPolicy two = policy(2, 1, 1, 1);
    assertThat(two.isExhausted(1)).isFalse();
    assertThat(two.isExhausted(2)).isFalse();
    assertThat(two.isExhausted(3)).isTrue();
    assertThat(policy(0, 1, 1, 1).isExhausted(1)).isTrue();
  }

  @Test
  void theScheduleIsSaidWithItsTotal() {
    assertThat(policy(5, 1_000, 2, 4_000).describe())
        .isEqualTo("redelivered after 1s, 2s, 3 x 4s; given up after 15s");
    assertThat(policy(0, 1, 1, 1).describe()).isEqualTo("no redelivery");
    assertThat(DEFAULT.describe()).contains("5s, 15s, 45s").contains("6h").contains("3d");
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void moreRedeliveriesThanCanBeMeantAreRefused() {
    assertThatThrownBy(() -> policy(Integer.MAX_VALUE, 1_000, 1, 1_000).describe())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximumRedeliveries");
  }

  @Test
  void aValueThatMakesNoSenseIsRefusedByName() {
    assertThatThrownBy(() -> policy(-1, 1, 1, 1)).hasMessageContaining("maximumRedeliveries is -1");
    assertThatThrownBy(() -> policy(1, -1, 1, 1)).hasMessageContaining("redeliveryDelay");
    assertThatThrownBy(() -> policy(1, 1, 0.5, 1)).hasMessageContaining("backOffMultiplier is 0.5");
    assertThatThrownBy(() -> policy(1, 1, Double.NaN, 1)).hasMessageContaining("backOffMultiplier");
    assertThatThrownBy(() -> policy(1, 5, 1, 4)).hasMessageContaining("maximumRedeliveryDelay");
  }
}
