package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** What is read without a formatter is what the formatter would have read. */
class UsTimePropertiesTest {
  private static final DateTimeFormatter FORMATTER =
      DateTimeFormatter.ofPattern("M/d/uuuu h:mm:ss a", Locale.US)
          .withResolverStyle(ResolverStyle.STRICT);

  @Property(tries = 5000)
  void everyTimeOfTheYearsWithFourDigitsIsRead(
      @ForAll @LongRange(max = 253_402_300_799L) long second) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);

    assertThat(UsTime.parse(FORMATTER.format(time))).isEqualTo(time);
  }

  @Property(tries = 20_000)
  void aTextIsReadAsByTheFormatterOrLeftToIt(@ForAll("texts") String text) {
    LocalDateTime read;
    try {
      read = UsTime.parse(text);
    } catch (DateTimeException noSuchTime) {
      assertThat(byFormatter(text)).as(text).isNull();
      return;
    }
    if (read != null) {
      assertThat(read).as(text).isEqualTo(byFormatter(text));
    }
  }

  private static @Nullable LocalDateTime byFormatter(String text) {
    try {
      return LocalDateTime.parse(text, FORMATTER);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Numbers of any length in the places of a time, then one character changed or taken out. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> number =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 70).map(String::valueOf),
            Arbitraries.integers().between(0, 99).map("%02d"::formatted),
            Arbitraries.strings().numeric().ofMaxLength(6));
    Arbitrary<String> year =
        Arbitraries.oneOf(Arbitraries.integers().between(1900, 2100).map(String::valueOf), number);
    Arbitrary<String> half = Arbitraries.of("AM", "PM", "pm", "A", "", "PMs", "XM");
    Arbitrary<String> whole =
        Combinators.combine(number, number, year, number, number, number, half)
            .as("%s/%s/%s %s:%s:%s %s"::formatted);
    Arbitrary<Integer> place = Arbitraries.integers().between(0, 24);
    Arbitrary<String> other = Arbitraries.of("", "/", ":", " ", "-", "0", "7", "٣");
    return Arbitraries.oneOf(
        whole,
        Combinators.combine(whole, place, other)
            .as(
                (text, at, change) ->
                    at >= text.length()
                        ? text + change
                        : text.substring(0, at) + change + text.substring(at + 1)));
  }

  @Property(tries = 500)
  void aShorterTextIsLeft(@ForAll @IntRange(max = 20) int length) {
    assertThat(UsTime.parse("11/3/2023 8:07:01 PM".substring(0, Math.min(length, 19)))).isNull();
  }
}
