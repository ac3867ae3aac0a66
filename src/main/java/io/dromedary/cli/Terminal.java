package io.dromedary.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
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

  /** The one of this process. */
  static Terminal ofThisProcess() {
    if (!isInteractive()) {
      return NONE;
    }
    CommandLine detecting = new CommandLine(CommandSpec.create()).setUsageHelpAutoWidth(true);
    Ansi ansi = Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF;
    return new Terminal(true, detecting.getUsageHelpWidth(), ansi);
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

  /** Asks the person at the terminal. */
  @SuppressWarnings("SystemConsoleNull") // It is null on Java 17.
  static boolean isYes(String question) {
    Console console = System.console();
    String answer = console == null ? null : console.readLine("%s", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
