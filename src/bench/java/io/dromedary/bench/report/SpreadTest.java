package io.dromedary.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianIsInTheMiddleOfValuesInAnyOrder() {
    assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(3, 1, 5, 9));
    assertThat(Spread.of(4, 1, 100, 2)).isEqualTo(new Spread(4, 1, 3, 100));
    assertThat(Spread.of(7)).isEqualTo(new Spread(1, 7, 7, 7));
  }

  @Test
  void ofNothingThereIsNothing() {
    assertThat(Spread.of().isEmpty()).isTrue();
  }
}
