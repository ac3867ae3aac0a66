package io.dromedary.cli;

import io.dromedary.admin.AdminException;
import picocli.CommandLine;

/** A command cannot do what it was asked, for a reason that its user can mend. */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param message what was being done, to what, why it failed, and what to do
   */
  CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  /** The same, as commands to the store fail. */
  AdminException asAdminException() {
    boolean nonsense = exitCode == CommandLine.ExitCode.USAGE;
    return new AdminException(
        nonsense ? AdminException.Kind.BAD_REQUEST : AdminException.Kind.FAILED,
        String.valueOf(getMessage()));
  }
}
