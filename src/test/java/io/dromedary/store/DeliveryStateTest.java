package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.AttemptRecord.Decision;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryStateTest {
  private static final Map<Decision, DeliveryState> AFTER_PENDING =
      Map.of(
          Decision.DELIVERED, DeliveryState.DELIVERED,
          Decision.REDELIVER, DeliveryState.PENDING,
          Decision.MISCONFIGURED, DeliveryState.PENDING,
          Decision.NOT_COUNTED, DeliveryState.PENDING,
          Decision.EXHAUSTED, DeliveryState.DEAD,
          Decision.DEAD, DeliveryState.DEAD);

  @ParameterizedTest
  @EnumSource(Decision.class)
  void anAttemptEndsAPendingDeliveryOrLeavesItPending(Decision decision) {
    assertThat(DeliveryState.PENDING.after(decision)).isEqualTo(AFTER_PENDING.get(decision));
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void nothingLeadsOutOfAFinalState(Decision decision) {
    assertThatThrownBy(() -> DeliveryState.DELIVERED.after(decision))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivered");
    assertThatThrownBy(() -> DeliveryState.DEAD.after(decision))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dead");
  }
}
