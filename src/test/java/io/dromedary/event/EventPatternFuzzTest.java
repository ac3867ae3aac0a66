package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text is a pattern that means what it says, or is refused; CONTRIBUTING.md says how to fuzz.
 */
public class EventPatternFuzzTest {
  private static final int LONGEST_TABLE = 2_000;

  /**
   * Reads one input.
   *
   * @param input a pattern, a system and a type, a line each
   */
  public static void fuzzerTestOneInput(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 3);
    String system = lines.length < 2 ? "" : lines[1];
    String type = lines.length < 3 ? "" : lines[2];
    EventPattern pattern;
    try {
      pattern = EventPattern.parse(lines[0]);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("Cannot use '");
      return;
    }
    String text = pattern.toString();
    assertThat(text).isEqualTo(lines[0].strip()).doesNotContain(",", " ", "\t");
    boolean matches = pattern.matches(system, type);
    if (type.length() <= LONGEST_TABLE && text.length() <= LONGEST_TABLE) {
      int slash = text.indexOf('/');
      boolean expected =
          PatternOracle.byTable(text.substring(slash + 1), type)
              && (slash < 0 || PatternOracle.byTable(text.substring(0, slash), system));
      assertThat(matches).as("%s on %s / %s", text, system, type).isEqualTo(expected);
    }
    assertThat(EventPattern.parse(text)).hasToString(text);
  }

  static List<Path> inputs() throws IOException {
    return Corpus.of(EventPatternFuzzTest.class);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void everyInputOfTheCorpusMeansWhatItSays(Path input) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(input));
  }
}
