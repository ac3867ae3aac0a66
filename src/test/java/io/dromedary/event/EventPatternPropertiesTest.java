package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

/** A pattern means what a regular expression says with {@code .+} for each star. */
class EventPatternPropertiesTest {
  private static final Duration LONG = Duration.ofSeconds(5);

  @Property(tries = 5000)
  void itMeansWhatARegularExpressionSays(
      @ForAll("patterns") String pattern, @ForAll("types") String type) {
    boolean expected = PatternOracle.byRegex(pattern, type);

    assertThat(EventPattern.parse(pattern).matches("any", type))
        .as("%s on %s", pattern, type)
        .isEqualTo(expected);
    assertThat(PatternOracle.byTable(pattern, type)).as("the other oracle").isEqualTo(expected);
  }

  @Property(tries = 2000)
  void bothSidesOfTheSlashHaveToMatch(
      @ForAll("patterns") String system,
      @ForAll("patterns") String type,
      @ForAll("types") String ofSystem,
      @ForAll("types") String ofType) {
    assertThat(EventPattern.parse(system + "/" + type).matches(ofSystem, ofType))
        .isEqualTo(PatternOracle.byRegex(system, ofSystem) && PatternOracle.byRegex(type, ofType));
  }

  /** What a star stands for is put in its place: that is always matched. */
  @Property(tries = 2000)
  void whatAStarStandsForIsMatched(
      @ForAll("patterns") String pattern, @ForAll("words") String word) {
    assertThat(EventPattern.parse(pattern).matches("any", pattern.replace("*", word))).isTrue();
  }

  @Property(tries = 1000)
  void anyTextIsAPatternOrIsRefused(@ForAll String text) {
    try {
      EventPattern pattern = EventPattern.parse(text);
      assertThat(EventPattern.parse(pattern.toString())).hasToString(pattern.toString());
      pattern.matches(text, text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("Cannot use '" + text + "' as an event pattern: ");
    }
  }

  @Property(tries = 40)
  void manyStarsOnALongTextAreMatchedAtOnce(
      @ForAll @IntRange(min = 1, max = 2_000) int stars,
      @ForAll @IntRange(min = 1, max = 500_000) int length,
      @ForAll("units") String unit) {
    String text = "a".repeat(length);
    EventPattern pattern = EventPattern.parse(unit.repeat(stars) + "b");

    Assertions.assertTimeout(LONG, () -> assertThat(pattern.matches("any", text)).isFalse());
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of("*", "a*", "*a", "aa*", "*aaaaaaaa*", "*a*a");
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab.**").ofMinLength(1).ofMaxLength(9);
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.strings().withChars("aab.").ofMaxLength(14);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars("ab.\n\u00e9").ofMinLength(1).ofMaxLength(5);
  }
}
