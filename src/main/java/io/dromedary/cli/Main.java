package io.dromedary.cli;

import io.dromedary.runtime.Libraries;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Exit codes: 0 done; 1 not done, or done and something is not as it should be; 2
 * the command line makes no sense; 3 cannot start as it is configured; 4 an unexpected failure.
 */
@Command(
    name = "dromedary",
    description = "Takes the webhooks of engineering platforms, keeps them, and brings them on.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Not done, or done and something is not as it should be.",
      "2:The command line makes no sense.",
      "3:Cannot start as configured.",
      "4:An unexpected failure."
    },
    footer = {
      "",
      "Without a command it runs: the routes and the configuration of this folder.",
      "",
      "Examples:",
      "  java -jar dromedary.jar demo --exit    one event of each type, end to end",
      "  java -jar dromedary.jar init           write routes/ and config/ to edit",
      "  java -jar dromedary.jar validate       is anything wrong in them",
      "  java -jar dromedary.jar run            take callbacks",
      "  java -jar dromedary.jar send itwin iModels.iModelDeleted.v1    play the provider",
      "  java -jar dromedary.jar dead list      what was given up, and why",
      "  java -jar dromedary.jar store info     what is kept, while it runs or not"
    })
public final class Main implements Callable<Integer> {
  static final int DONE = 0;
  static final int NOT_AS_IT_SHOULD_BE = 1;
  static final int CANNOT_START = 3;
  static final int UNEXPECTED = 4;

  @Mixin private RuntimeOptions options = new RuntimeOptions();

  private Main() {}

  @Override
  public Integer call() throws Exception {
    return RunCommand.run(options);
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Libraries.add();
    System.exit(commandLine(arguments).execute(arguments));
  }

  /** The whole command line. */
  static CommandLine commandLine() {
    return commandLine(Commands.all().values());
  }

  /** As much of it as these arguments ask for: to build all of it takes longer than to start. */
  static CommandLine commandLine(String[] arguments) {
    return commandLine(Commands.askedFor(arguments));
  }

  private static CommandLine commandLine(Collection<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    return line.setColorScheme(Help.defaultColorScheme(Terminal.ofThisProcess().ansi()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(Main::usageMistake)
        .setExecutionExceptionHandler(new FailureHandler());
  }

  /** The options before a command are those of the runtime without one; a command has its own. */
  private static int execute(ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
      String option = parsed.matchedOptions().get(0).longestName();
      String command = parsed.subcommand().commandSpec().name();
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          option
              + " stands before the command "
              + command
              + ", which would not see it; put it behind: "
              + command
              + " "
              + option);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int usageMistake(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    command.getErr().println(mistake.getMessage());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
