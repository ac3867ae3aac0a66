package io.dromedary.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final Ids ids = new Ids(3);
  private final Arrivals arrivals = new Arrivals(ids);

  @Test
  void allThatCameIsEnough() {
    arrive(0, 100);

    assertThatCode(() -> arrivals.requireAll("store", 0, 100)).doesNotThrowAnyException();
  }

  @Test
  void oneThatIsMissingIsNamed() {
    arrive(0, 41);
    arrive(42, 100);

    assertThatThrownBy(() -> arrivals.requireAll("store", 0, 100))
        .hasMessageContaining("store lost 1 of 100")
        .hasMessageContaining(ids.id(41));
  }

  @Test
  void aRepeatDoesNotStandForOneThatIsMissing() {
    arrive(0, 99);
    arrive(5, 6);

    assertThat(arrivals.repeats()).isEqualTo(1);
    assertThatThrownBy(() -> arrivals.requireAll("store", 0, 100)).hasMessageContaining(ids.id(99));
  }

  @Test
  void oneThatNobodySentIsNoticed() {
    arrive(0, 100);
    arrivals.add("00000000-0000-4000-8000-000000000000");

    assertThatThrownBy(() -> arrivals.requireAll("store", 0, 100)).hasMessageContaining("not sent");
  }

  private void arrive(int from, int to) {
    for (int number = from; number < to; number++) {
      arrivals.add(ids.id(number));
    }
  }
}
