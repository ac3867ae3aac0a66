package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages are made, never written. */
class DurabilityPageTest {
  private static final DurabilityPage PAGE =
      new DurabilityPage("Killed ${crash.kills} times, ${crash.lost} lost.\n");

  @Test
  void everyFigureStandsInItsPlace() {
    assertThat(PAGE.with(Map.of("crash.kills", "60", "crash.lost", "0")))
        .isEqualTo("Killed 60 times, 0 lost.\n");
  }

  @Test
  void whatWasNotMeasuredIsKnownAndIsNotMadeUp() {
    assertThat(PAGE.missing(Set.of("crash.kills"))).containsExactly("crash.lost");
    assertThat(PAGE.with(Map.of("crash.kills", "60"))).contains("60", "not measured in this run");
  }

  @Test
  void aPageWithOtherFiguresIsOfTheSameOriginAndOneWithOtherWordsIsNot() {
    assertThat(PAGE.isOriginOf("Killed 1 times, 7 lost.\n")).isTrue();
    assertThat(PAGE.isOriginOf("Killed 1 times, 7 lost!\n")).isFalse();
    assertThat(PAGE.isOriginOf("Killed 1 times, 7 lost.\nAnd more.\n")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"durability.md", "edits.md"})
  void thePublishedPageIsOneThatWasMade(String name) throws Exception {
    Path published = Path.of("docs", name);
    assertThat(DurabilityPage.named(name).isOriginOf(Files.readString(published)))
        .as(published + " is not what mvn -Pproof verify makes of its template: run that")
        .isTrue();
  }
}
