package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.runtime.Administration;
import io.dromedary.runtime.Finding;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that every command to the store has, and how such a command is run. */
final class AdminOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (config/application.properties; environment DROMEDARY_CONFIG).")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the state is kept (data; environment DROMEDARY_DATA).")
  @Nullable Path data;

  @Option(
      names = "--json",
      description = "For programs: a line of JSON for each row, and a last one with the result.")
  boolean json;

  @Option(names = "--verbose", description = "Log what happens as well.")
  boolean verbose;

  /**
   * Runs a command where the store is, and shows what it says.
   *
   * @param words of the command
   * @return the exit code
   */
  int run(CommandSpec spec, String words, ObjectNode request, View view)
      throws InterruptedException {
    return run(spec, words, request, view, null);
  }

  /** What is asked before a command is run, where a person can answer. */
  @FunctionalInterface
  interface Question {
    /**
     * The question.
     *
     * @param planned the result of the same request with {@code dryRun}
     * @return null when there is nothing to ask
     */
    @Nullable String of(JsonNode planned);
  }

  /**
   * Runs a command where the store is, when the answer to a question is yes.
   *
   * @param question null for none
   */
  int run(
      CommandSpec spec, String words, ObjectNode request, View view, @Nullable Question question)
      throws InterruptedException {
    if (verbose) {
      LogOutput.verbose();
    } else {
      LogOutput.onlyWarnings();
    }
    CommandLine line = spec.commandLine();
    PrintWriter err = line.getErr();
    try (UntilCtrlC interrupted = UntilCtrlC.listen()) {
      return json
          ? runForPrograms(words, request, new JsonLines(line.getOut(), interrupted::happened))
          : runForPeople(words, request, view, question, line, interrupted);
    } catch (AdminException e) {
      err.println(spec.qualifiedName() + ": " + e.sentence());
      return exitCode(e);
    } catch (StartException e) {
      for (Finding finding : e.findings()) {
        err.println(spec.qualifiedName() + ": " + finding);
      }
      return Main.CANNOT_START;
    }
  }

  private int runForPrograms(String words, ObjectNode request, JsonLines output)
      throws AdminException, StartException, InterruptedException {
    try {
      administration().run(words, request, output);
      return Main.DONE;
    } catch (AdminException e) {
      output.error(e);
      throw e;
    }
  }

  private int runForPeople(
      String words,
      ObjectNode request,
      View view,
      @Nullable Question question,
      CommandLine line,
      UntilCtrlC interrupted)
      throws AdminException, StartException, InterruptedException {
    Terminal terminal = Terminal.ofThisProcess();
    if (question != null
        && terminal.interactive()
        && !agreed(words, request, question, line, interrupted)) {
      line.getErr().println("Nothing was done.");
      return Main.NOT_AS_IT_SHOULD_BE;
    }
    TableOutput output =
        new TableOutput(
            view,
            terminal,
            line.getOut(),
            new ProgressBar(line.getErr(), terminal.interactive()),
            interrupted::happened);
    try {
      administration().run(words, request, output);
      return Main.DONE;
    } finally {
      output.end();
    }
  }

  private boolean agreed(
      String words, ObjectNode request, Question question, CommandLine line, UntilCtrlC interrupted)
      throws AdminException, StartException, InterruptedException {
    ResultOnly planned =
        new ResultOnly(new ProgressBar(line.getErr(), true), interrupted::happened);
    administration().run(words, request.deepCopy().put("dryRun", true), planned);
    String asked = interrupted.happened() ? null : question.of(planned.result());
    return !interrupted.happened() && (asked == null || Terminal.isYes(asked + " [y/N] "));
  }

  private Administration administration() throws StartException {
    return new Administration(
        Settings.read(
            new Settings.Options(config, null, data, null, null, Map.of()), System::getenv));
  }

  private static int exitCode(AdminException failure) {
    return switch (failure.kind()) {
      case BAD_REQUEST -> CommandLine.ExitCode.USAGE;
      case NOT_FOUND, FAILED -> Main.NOT_AS_IT_SHOULD_BE;
    };
  }
}
