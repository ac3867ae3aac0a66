package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.runtime.Administration;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import io.dromedary.validation.Finding;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that every command to the store has, and how such a command is run. */
final class AdminOptions {
  @Mixin private ConfigOptions where = new ConfigOptions();

  @Option(
      names = "--json",
      description = "For programs: a line of JSON for each row, and a last one with the result.")
  boolean json;

  @Option(names = "--verbose", description = "Log what happens as well.")
  boolean verbose;

  /** What is run. */
  @FunctionalInterface
  interface Work {
    void run(Settings settings, AdminOutput output)
        throws AdminException, StartException, InterruptedException;
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

  /** Whether the command is to be run after all. */
  @FunctionalInterface
  private interface Consent {
    boolean given(CommandLine line, UntilCtrlC interrupted)
        throws AdminException, StartException, InterruptedException;
  }

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

  /**
   * Runs a command where the store is, when the answer to a question is yes.
   *
   * @param question null for none
   */
  int run(
      CommandSpec spec, String words, ObjectNode request, View view, @Nullable Question question)
      throws InterruptedException {
    return run(
        spec,
        view,
        (line, interrupted) ->
            question == null || agreed(words, request, question, line, interrupted),
        command(words, request));
  }

  /**
   * Runs something in this process, and shows what it says.
   *
   * @return the exit code
   */
  int run(CommandSpec spec, View view, Work work) throws InterruptedException {
    return run(spec, view, (line, interrupted) -> true, work);
  }

  /** What a command says is shown in a way of its own. */
  @FunctionalInterface
  interface Shown {
    /** Returns the exit code. */
    int run(Settings settings, CommandLine line)
        throws AdminException, StartException, InterruptedException;
  }

  /**
   * Runs something that shows by itself what is said.
   *
   * @return the exit code
   */
  int run(CommandSpec spec, Shown shown) throws InterruptedException {
    CommandLine line = spec.commandLine();
    return guarded(
        spec,
        () -> {
          try {
            return shown.run(settings(), line);
          } catch (AdminException e) {
            if (json) {
              new JsonLines(line.getOut(), () -> false).error(e);
            }
            throw e;
          }
        });
  }

  private static Work command(String words, ObjectNode request) {
    return (settings, output) -> new Administration(settings).run(words, request, output);
  }

  private int run(CommandSpec spec, View view, Consent consent, Work work)
      throws InterruptedException {
    CommandLine line = spec.commandLine();
    return guarded(
        spec,
        () -> {
          try (UntilCtrlC interrupted = UntilCtrlC.listen()) {
            return json
                ? runForPrograms(work, new JsonLines(line.getOut(), interrupted::happened))
                : runForPeople(work, view, consent, line, interrupted);
          }
        });
  }

  /** Something that ends with an exit code, or fails in a way that has one. */
  @FunctionalInterface
  private interface Guarded {
    int run() throws AdminException, StartException, InterruptedException;
  }

  private int guarded(CommandSpec spec, Guarded guarded) throws InterruptedException {
    if (verbose) {
      LogOutput.verbose();
    } else {
      LogOutput.onlyWarnings();
    }
    PrintWriter err = spec.commandLine().getErr();
    try {
      return guarded.run();
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

  private int runForPrograms(Work work, JsonLines output)
      throws AdminException, StartException, InterruptedException {
    try {
      work.run(settings(), output);
      return Main.DONE;
    } catch (AdminException e) {
      output.error(e);
      throw e;
    }
  }

  private int runForPeople(
      Work work, View view, Consent consent, CommandLine line, UntilCtrlC interrupted)
      throws AdminException, StartException, InterruptedException {
    Terminal terminal = Terminal.ofThisProcess();
    if (terminal.interactive() && !consent.given(line, interrupted)) {
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
      work.run(settings(), output);
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
    command(words, request.deepCopy().put("dryRun", true)).run(settings(), planned);
    String asked = interrupted.happened() ? null : question.of(planned.result());
    return !interrupted.happened() && (asked == null || Terminal.isYes(asked + " [y/N] "));
  }

  private Settings settings() throws StartException {
    return Settings.read(
        new Settings.Options(where.config, null, where.data, null, null, Map.of()), System::getenv);
  }

  private static int exitCode(AdminException failure) {
    return switch (failure.kind()) {
      case BAD_REQUEST -> CommandLine.ExitCode.USAGE;
      case NOT_FOUND, FAILED -> Main.NOT_AS_IT_SHOULD_BE;
    };
  }
}
