package io.dromedary.event;

/**
 * Why a body could not be read; becomes {@link Envelope#problem()} and never leaves the package.
 */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param problem a sentence without the full stop
   */
  UnreadableException(String problem) {
    // No stack trace: it is an expected outcome, decided by whoever sent the bytes.
    super(problem, null, false, false);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
