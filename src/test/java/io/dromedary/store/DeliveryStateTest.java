package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.DeliveryState.Outcome;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryStateTest {
  private static final Map<Outcome, DeliveryState> AFTER_PENDING =
      Map.of(
          Outcome.SUCCEEDED, DeliveryState.DELIVERED,
          Outcome.FAILED, DeliveryState.PENDING,
          Outcome.EXHAUSTED, DeliveryState.DEAD);

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void anAttemptEndsAPendingDeliveryOrLeavesItPending(Outcome outcome) {
    assertThat(DeliveryState.PENDING.after(outcome)).isEqualTo(AFTER_PENDING.get(outcome));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void nothingLeadsOutOfAFinalState(Outcome outcome) {
    assertThatThrownBy(() -> DeliveryState.DELIVERED.after(outcome))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivered");
    assertThatThrownBy(() -> DeliveryState.DEAD.after(outcome))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dead");
  }
}
