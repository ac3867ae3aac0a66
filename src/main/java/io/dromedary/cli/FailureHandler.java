package io.dromedary.cli;

import io.dromedary.runtime.StartException;
import io.dromedary.validation.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One line for each mistake of an operator; a stack trace only for one of ours. */
final class FailureHandler implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof CommandFailure mistake) {
      err.println(command.getCommandSpec().qualifiedName() + ": " + mistake.getMessage());
      if (command.getParseResult().hasMatchedOption("--json")) {
        new JsonLines(command.getOut(), () -> false).error(mistake.asAdminException());
      }
      return mistake.exitCode();
    }
    if (failure instanceof StartException start) {
      err.println("Dromedary cannot start:");
      for (Finding finding : start.findings()) {
        err.println("  " + finding.toString().replace("\n", "\n    "));
      }
      return Main.CANNOT_START;
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
      return Main.UNEXPECTED;
    }
    err.println(command.getCommandSpec().qualifiedName() + " failed unexpectedly:");
    failure.printStackTrace(err);
    return Main.UNEXPECTED;
  }
}
