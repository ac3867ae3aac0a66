package io.dromedary.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  private final Ids ids = new Ids(20261122);

  @Test
  void anIdGivesItsNumberBack() {
    Set<String> all = new HashSet<>();
    for (long number = 0; number < 100_000; number++) {
      String id = ids.id(number);
      assertThat(ids.number(id)).isEqualTo(number);
      all.add(id);
    }
    assertThat(all).hasSize(100_000);
  }

  @Test
  void anIdIsARandomUuidByItsForm() {
    UUID id = UUID.fromString(ids.id(42));

    assertThat(id.version()).isEqualTo(4);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id).hasToString(ids.id(42));
  }

  @Test
  void whatIsOfAnotherSeedOrNoIdHasNoNumber() {
    assertThat(ids.number(new Ids(1).id(42))).isEqualTo(-1);
    assertThat(ids.number(ids.id(42).replace('4', '5'))).isEqualTo(-1);
    assertThat(ids.number("message-42")).isEqualTo(-1);
  }
}
