package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {

  /** The types of one source that a pattern matches. */
  private static List<String> matching(String source, String pattern) {
    EventPattern compiled = EventPattern.parse(pattern);
    return Catalogue.shipped().listed().stream()
        .filter(s -> s.source().equals(source) && compiled.matches(s.system(), s.type()))
        .map(EventEntry::type)
        .toList();
  }

  // The provider's own table, over the twenty Data Management events.

  @Test
  void aStarAtTheEndMatchesAllThatStartSo() {
    assertThat(matching("aps", "data/dm.operation*"))
        .containsExactly("dm.operation.started", "dm.operation.completed");
  }

  @Test
  void aStarAloneMatchesAllOfTheSystem() {
    assertThat(matching("aps", "data/*")).hasSize(20).allMatch(type -> type.startsWith("dm."));
  }

  @Test
  void aStarAtTheStartMatchesAllThatEndSo() {
    assertThat(matching("aps", "data/*.added"))
        .containsExactly("dm.version.added", "dm.folder.added");
  }

  @Test
  void aStarInTheMiddleMatchesAllThatStartAndEndSo() {
    assertThat(matching("aps", "data/dm.*.modified"))
        .containsExactly("dm.version.modified", "dm.folder.modified");
  }

  // What surprises.

  @Test
  void aStarIsAtLeastOneCharacter() {
    assertThat(matching("aps", "data/dm.version.moved*")).containsExactly("dm.version.moved.out");
    assertThat(matching("aps", "data/dm.version.moved")).containsExactly("dm.version.moved");
  }

  @Test
  void aPatternWithoutAVersionMatchesNoTypeThatHasOne() {
    assertThat(matching("aps", "*.created"))
        .containsExactly("bid.created", "opportunity.comment.created", "opportunity.created");
    assertThat(matching("aps", "autodesk.construction.cost/*.created")).isEmpty();
    assertThat(matching("aps", "autodesk.construction.cost/*.created-1.0")).hasSize(14);
  }

  @Test
  void aStarCrossesDots() {
    assertThat(matching("aps", "data/dm*out"))
        .containsExactly(
            "dm.version.moved.out",
            "dm.version.copied.out",
            "dm.folder.moved.out",
            "dm.folder.copied.out");
  }

  @Test
  void aNameIsOnlyWithinItsSystem() {
    assertThat(matching("aps", "adsk.flc.production/item.*")).hasSize(6);
    assertThat(matching("aps", "data/item.*")).isEmpty();
    assertThat(matching("aps", "item.*")).hasSize(6);
  }

  @Test
  void itwinTypesAreMatchedAlike() {
    assertThat(matching("itwin", "iModels/*")).hasSize(5);
    assertThat(matching("itwin", "*.jobCompleted.v1"))
        .hasSize(7)
        .doesNotContain("realityModeling.jobCompleted.v2");
  }

  @ParameterizedTest
  @CsvSource({
    "*,        a,         true",
    "*,        '',        false",
    "**,       a,         false",
    "**,       ab,        true",
    "a*,       a,         false",
    "*a,       a,         false",
    "a*a,      a,         false",
    "a*a,      aa,        false",
    "a*a,      aaa,       true",
    "a**a,     aaa,       false",
    "a**a,     aaaa,      true",
    "*a*,      aaa,       true",
    "*a*,      aab,       true",
    "*a*,      baa,       true",
    "*a*,      ab,        false",
    "*a*a*,    xaxax,     true",
    "*a*a*,    xaax,      false",
    "*ab*ab,   xabab,     false",
    "*ab*ab,   xabxab,    true",
    "*ab*b,    xabb,      false",
    "*ab*b,    xabxb,     true",
    "a.b,      axb,       false",
    "A*,       ab,        false",
    "dm.*,     dm.*,      true",
    "dm.*,     dm.x,      true"
  })
  void starsAndLiteralsAreMatchedToTheLastCharacter(String pattern, String type, boolean matches) {
    assertThat(EventPattern.parse(pattern).matches("any", type)).isEqualTo(matches);
  }

  @Test
  void theSystemPartMayHaveAStarToo() {
    EventPattern pattern = EventPattern.parse("autodesk.construction.*/*.created*");

    assertThat(pattern.matches("autodesk.construction.cost", "budget.created-1.0")).isTrue();
    assertThat(pattern.matches("autodesk.construction.", "budget.created-1.0")).isFalse();
    assertThat(pattern.matches("data", "budget.created-1.0")).isFalse();
  }

  @Test
  void aSystemThatIsNotKnownMatchesOnlyPatternsWithoutOne() {
    assertThat(EventPattern.parse("*").matches(null, "x")).isTrue();
    assertThat(EventPattern.parse("*/*").matches(null, "x")).isFalse();
    assertThat(EventPattern.parse("*/*").matches("data", "x")).isTrue();
    assertThat(EventPattern.parse("*").matches("data", null)).isFalse();
  }

  @Test
  void aTypeMayHaveASlashWhereThePatternNamesTheSystem() {
    assertThat(EventPattern.parse("data/a/*").matches("data", "a/b")).isTrue();
  }

  @Test
  void aLongTextDoesNotMakeMatchingSlow() {
    String text = "a".repeat(1_000_000);
    List<String> patterns =
        List.of("*a*a*a*a*b", "*a*a*a*a*b*", "*aa*aa*ab*aa*c", "a*".repeat(500) + "b");

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(patterns)
                .noneMatch(pattern -> EventPattern.parse(pattern).matches("s", text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "/", "data/", "/dm.*", "a b", "a,b", "dm.version.added\ndm.*", "a\0b"})
  void aPatternThatCannotBeMeantIsRefused(String pattern) {
    assertThatThrownBy(() -> EventPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot use '" + pattern + "' as an event pattern: ")
        .hasMessageEndingWith("for example data/dm.*.modified");
  }

  @Test
  void whiteSpaceAroundAPatternIsIgnored() {
    assertThat(EventPattern.parse(" data/*\n")).hasToString("data/*");
  }
}
