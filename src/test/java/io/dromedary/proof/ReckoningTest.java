package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The judge himself is judged: each verdict can be reached. */
class ReckoningTest {
  private static final Set<String> SENT = Set.of("a", "b", "c");

  @Test
  void whatWasAcknowledgedAndIsThereOnceIsInOrder() {
    Reckoning reckoning = Reckoning.of(SENT, Set.of("a", "b"), Map.of("a", 1, "b", 1));
    assertThat(reckoning).isEqualTo(new Reckoning(Set.of(), Set.of(), 2, 0));
  }

  @Test
  void whatWasAcknowledgedAndIsMissingIsLost() {
    assertThat(Reckoning.of(SENT, Set.of("a", "b"), Map.of("a", 1)).lost()).containsExactly("b");
  }

  @Test
  void whatWasSentAndNotAcknowledgedMayBeThereOrNot() {
    assertThat(Reckoning.of(SENT, Set.of("a"), Map.of("a", 1, "c", 1)))
        .isEqualTo(new Reckoning(Set.of(), Set.of(), 2, 0));
  }

  @Test
  void whatWasNeverSentIsInvented() {
    assertThat(Reckoning.of(SENT, Set.of("a"), Map.of("a", 1, "x", 1)).invented())
        .containsExactly("x");
  }

  @Test
  void eachTimeMoreThanOnceIsARepeat() {
    assertThat(Reckoning.of(SENT, Set.of("a"), Map.of("a", 3, "b", 2)).repeats()).isEqualTo(3);
  }
}
