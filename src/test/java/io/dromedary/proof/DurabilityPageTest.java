package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page is made, never written. */
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

  @Test
  void thePublishedPageIsOneThatWasMade() throws Exception {
    assertThat(DurabilityPage.ours().isOriginOf(Files.readString(Path.of("docs/durability.md"))))
        .as("docs/durability.md is not what mvn -Pproof verify makes of its template: run that")
        .isTrue();
  }
}
