package io.dromedary.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where the output is read.
 *
 * @param interactive whether a person reads it as it comes
 * @param width in characters
 * @param ansi whether there are colours, which NO_COLOR forbids
 */
record Terminal(boolean interactive, int width, Ansi ansi) {
  /** No terminal: a file or another program. */
  static final Terminal NONE = new Terminal(false, Integer.MAX_VALUE, Ansi.OFF);

  private static final Map<String, String> COLOURS = colours();

  private static Map<String, String> colours() {
    Map<String, String> colours = new HashMap<>();
    for (String lost : List.of("dead", "parked", "open", "stalled", "down")) {
      colours.put(lost, "red");
    }
    for (String waiting : List.of("pending", "accepted", "half-open", "paused", "degraded")) {
      colours.put(waiting, "yellow");
    }
    for (String well : List.of("delivered", "routed", "up", "healthy")) {
      colours.put(well, "green");
    }
    for (String aside : List.of("unrouted", "discarded", "off")) {
      colours.put(aside, "faint");
    }
    return Map.copyOf(colours);
  }

  /** The one of this process. */
  static Terminal ofThisProcess() {
    if (!isInteractive()) {
      return NONE;
    }
    CommandLine detecting = new CommandLine(CommandSpec.create()).setUsageHelpAutoWidth(true);
    return interactive(detecting.getUsageHelpWidth(), Ansi.AUTO.enabled(), System::getenv);
  }

  /**
   * A terminal with a person before it.
   *
   * @param able whether it can show colours
   * @param environment NO_COLOR (https://no-color.org) and TERM are asked of
   */
  static Terminal interactive(
      int width, boolean able, UnaryOperator<@Nullable String> environment) {
    String forbidden = environment.apply("NO_COLOR");
    boolean coloured =
        able
            && (forbidden == null || forbidden.isEmpty())
            && !"dumb".equals(environment.apply("TERM"));
    return new Terminal(true, width, coloured ? Ansi.ON : Ansi.OFF);
  }

  @SuppressWarnings("SystemConsoleNull") // It is null on Java 17; newer ones are asked below.
  private static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console without a terminal as well.
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }

  String bold(String text) {
    return ansi.string("@|bold " + text + "|@");
  }

  /** Asks the person at the terminal for something that is not shown; null when there is none. */
  @SuppressWarnings("SystemConsoleNull") // It is null on Java 17.
  static @Nullable String secret(String question) {
    Console console = isInteractive() ? System.console() : null;
    char[] answer = console == null ? null : console.readPassword("%s", question);
    return answer == null ? null : new String(answer);
  }

  /**
   * A word for a state, in the colour that says whether somebody has to look.
   *
   * @param text with the word in it, perhaps filled up
   */
  String state(String text) {
    String colour = COLOURS.get(text.strip());
    // Only our own words have a colour, so nothing in the text can be taken for markup.
    return colour == null || ansi == Ansi.OFF
        ? text
        : ansi.string("@|" + colour + " " + text.stripTrailing() + "|@")
            + " ".repeat(text.length() - text.stripTrailing().length());
  }

  /** What takes away all that was shown; elsewhere an empty line between. */
  String clear() {
    return ansi == Ansi.ON ? "\u001b[H\u001b[2J" : System.lineSeparator();
  }

  /** Asks the person at the terminal; null when there is none, or no answer. */
  @SuppressWarnings("SystemConsoleNull") // It is null on Java 17.
  static @Nullable String ask(@Nullable String question) {
    Console console = System.console();
    return console == null ? null : console.readLine("%s", question);
  }

  /** Asks the person at the terminal. */
  static boolean isYes(String question) {
    String answer = ask(question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
