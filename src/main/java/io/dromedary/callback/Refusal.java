package io.dromedary.callback;

/** Why the server itself refuses: the word for counters, the status, the short body. */
enum Refusal {
  MALFORMED("malformed", 400, "bad request\n"),
  PATH("path", 404, "not found\n"),
  METHOD("method", 405, "method not allowed\n"),
  BODY_TIMEOUT("timeout", 408, "the body did not arrive in time\n"),
  BODY("body", 413, "the body is too large\n"),
  REQUEST_LINE("request-line", 414, "the request line is too long\n"),
  HEADER("header", 431, "the headers are too large\n"),
  BUDGET("budget", 503, "busy, try again\n"),
  STARTING("starting", 503, "starting, try again\n"),
  STOPPED("stopped", 503, "not available now, try again\n"),
  DRAINING("draining", 503, "stopping, try again\n"),
  FAILED("failed", 503, "try again\n"),
  /** Closed without an answer: the headers did not arrive in time. */
  HEADER_TIMEOUT("timeout", 0, ""),
  /** Closed without an answer: too many connections. */
  CONNECTIONS("connections", 0, ""),
  /** Closed without an answer: slow, and somebody else needed the room. */
  CROWDED("crowded", 0, "");

  private final String reason;
  private final int status;
  private final String text;

  Refusal(String reason, int status, String text) {
    this.reason = reason;
    this.status = status;
    this.text = text;
  }

  /** Whether an operator may have to raise a limit, since events are being turned away. */
  boolean isOfALimit() {
    return switch (this) {
      case BODY, HEADER, REQUEST_LINE, BUDGET, CONNECTIONS, CROWDED, BODY_TIMEOUT -> true;
      default -> false;
    };
  }

  String reason() {
    return reason;
  }

  int status() {
    return status;
  }

  Answer answer() {
    return Answer.text(status, text);
  }
}
