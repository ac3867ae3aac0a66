package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Every command says what it is for, with examples that can be typed as they are. */
class CommandTreeTest {
  /** Those that print no data: what they do is said in sentences, or is a script. */
  private static final Set<String> WITHOUT_JSON =
      Set.of("dromedary run", "dromedary demo", "dromedary init", "dromedary completion");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  static List<CommandLine> commands() {
    List<CommandLine> commands = new ArrayList<>();
    add(commands, Main.commandLine());
    return commands;
  }

  private static void add(List<CommandLine> commands, CommandLine command) {
    commands.add(command);
    command.getSubcommands().values().stream().distinct().forEach(sub -> add(commands, sub));
  }

  static Stream<String> names() {
    return commands().stream().map(command -> command.getCommandSpec().qualifiedName());
  }

  private static CommandLine command(String name) {
    return commands().stream()
        .filter(command -> command.getCommandSpec().qualifiedName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Its examples, without what is done with their output. */
  private static List<String> examples(CommandLine command) {
    return Arrays.stream(command.getCommandSpec().usageMessage().footer())
        .dropWhile(line -> !line.equals("Examples:"))
        .skip(1)
        .map(line -> line.strip().replaceFirst("^java -jar dromedary.jar", "dromedary"))
        .filter(line -> line.startsWith("dromedary"))
        .map(line -> line.replaceFirst(" {2,}.*| +([|<>]|2>).*", ""))
        .toList();
  }

  private static String[] arguments(String example) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(example); word.find(); ) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words.subList(1, words.size()).toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("names")
  void itSaysWhatItIsForAndShowsHow(String name) {
    CommandLine command = command(name);

    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    List<String> examples = examples(command);
    assertThat(examples).as("examples of %s", name).isNotEmpty();
    if (!name.equals("dromedary")) {
      assertThat(examples).anyMatch(example -> example.startsWith(name));
    }
    assertThat(command.getUsageMessage(Ansi.OFF)).contains("--help", "Examples:");
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsExamplesAreUnderstood(String name) {
    for (String example : examples(command(name))) {
      assertThatCode(() -> Main.commandLine().parseArgs(arguments(example)))
          .as(example)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyOptionIsDescribed(String name) {
    command(name)
        .getCommandSpec()
        .options()
        .forEach(
            option ->
                assertThat(String.join("", option.description()))
                    .as("%s of %s", option.longestName(), name)
                    .isNotBlank()
                    .endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatPrintsDataPrintsItForProgramsToo(String name) {
    CommandLine command = command(name);
    boolean isGroup =
        !command.getSubcommands().isEmpty() && !command.getCommandSpec().name().equals("replay");

    if (!isGroup && !WITHOUT_JSON.contains(name)) {
      assertThat(command.getCommandSpec().findOption("--json")).as(name).isNotNull();
    }
  }

  @Test
  void anOptionBeforeACommandIsNotLost() {
    CommandLine line = Main.commandLine();
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err, true));

    assertThat(line.execute("--port", "28090", "status")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--port stands before the command status", "put it behind: status --port");
  }

  @Test
  void theExitCodesAreSaidOnceForAll() {
    assertThat(Main.commandLine().getCommandSpec().usageMessage().exitCodeList().keySet())
        .containsExactly("0", "1", "2", "3", "4");
    assertThat(Main.commandLine().getUsageMessage(Ansi.OFF)).contains("Exit codes:");
  }
}
