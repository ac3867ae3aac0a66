package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static RedeliveryPolicy spread(double factor) {
    return new RedeliveryPolicy(
        3, Duration.ofSeconds(10), 10, Duration.ofSeconds(110), factor, null);
  }

  private static RedeliveryPolicy pattern(String text) {
    return new RedeliveryPolicy(
        6, Duration.ofSeconds(1), 1, Duration.ofSeconds(30), 0.5, DelayPattern.parse(text));
  }

  @Test
  void delaysAreSpreadByTheFactorAndNeverExceedTheLongest() {
    RedeliveryPolicy policy = spread(0.2);
    assertThat(policy.delayAfter(1, null, 0)).isEqualTo(Duration.ofSeconds(8));
    assertThat(policy.delayAfter(1, null, 0.5)).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.delayAfter(1, null, 0.75)).isEqualTo(Duration.ofSeconds(11));
    assertThat(policy.delayAfter(2, null, 0.999)).isEqualTo(Duration.ofSeconds(110));
    assertThat(policy.delayAfter(2, null, 0)).isEqualTo(Duration.ofSeconds(80));
    assertThat(spread(0).delayAfter(1, null, 0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.describe())
        .isEqualTo(
            "redelivered after 10s, 1m 40s, 1m 50s (each up to 20 % more or less);"
                + " given up after 3m 40s");
  }

  @Test
  void whatTheTargetAsksForLengthensTheDelayUpToTheLongest() {
    RedeliveryPolicy policy = spread(0);
    assertThat(policy.delayAfter(1, Duration.ofSeconds(60), 0.5)).isEqualTo(Duration.ofMinutes(1));
    assertThat(policy.delayAfter(1, Duration.ofSeconds(3), 0.5)).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.delayAfter(1, Duration.ofDays(9), 0.5)).isEqualTo(Duration.ofSeconds(110));
    assertThat(pattern("1:1000").delayAfter(1, Duration.ofDays(9), 0.5))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aPatternIsTheWholeSchedule() {
    RedeliveryPolicy policy = pattern("1:5000; 3:60000 ;5:3600000");
    assertThat(policy.describe())
        .isEqualTo("redelivered after 2 x 5s, 2 x 1m, 2 x 1h; given up after 2h 2m");
    assertThat(policy.delayAfter(5, null, 0)).as("as it is written").isEqualTo(Duration.ofHours(1));
    assertThat(pattern("2:1000").schedule().get(0)).isZero();
    assertThat(pattern("0:1000").schedule()).containsOnly(Duration.ofSeconds(1)).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5s", "1:5s", "1:1;", "2:1;1:1", "1:1;1:2", "1:-1", "a:1", "1:2:3"})
  void aPatternThatIsNoneIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> DelayPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option delayPattern is " + text)
        .hasMessageContaining("1:5000;3:60000");
  }

  @Test
  void aFactorThatMakesNoSenseIsRefused() {
    for (double factor : new double[] {-0.1, 1, 15, Double.NaN}) {
      assertThatThrownBy(() -> spread(factor)).hasMessageContaining("collisionAvoidanceFactor");
    }
  }
}
