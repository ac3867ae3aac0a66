package io.dromedary.inbox;

import java.util.regex.Pattern;

/** Why something failed, short enough for a row and a log line, and without secrets. */
public final class Reasons {
  private static final int MAX_LENGTH = 500;
  private static final Pattern SECRETS =
      Pattern.compile(
          "(?i)((?:password|passwd|secret|token|api[-_]?key|authorization|signature)[\\w.-]*\\s*[=:]\\s*)"
              + "(?:bearer\\s+|basic\\s+)?[^\\s&;,]+");
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s@]+@");

  private Reasons() {}

  /** The innermost cause that says something, with its kind. */
  public static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String text = cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    String safe = SECRETS.matcher(text.replaceAll("\\s+", " ")).replaceAll("$1***");
    safe = USER_INFO.matcher(safe).replaceAll("$1***@");
    return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH) + "...";
  }
}
