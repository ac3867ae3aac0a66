package io.dromedary.inbox;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why something failed, short enough for a row and a log line, and without secrets. */
public final class Reasons {
  private static final int MAX_LENGTH = 500;
  private static final int MAX_CAUSES = 50;

  /** Name, separator and value, as in a query, a properties line, a header or JSON. */
  private static final Pattern SECRETS =
      Pattern.compile(
          "(?i)((?:(?:password|passwd|pwd|secret|token|api[-_]?key|signature)[\\w.-]*[\"']?\\s*[=:]\\s*)"
              + "|(?:authorization[\"']?\\s*[=:]\\s*[\"']?(?:\\w+\\s+)?))"
              + "(?:\"[^\"]*\"|'[^']*'|[^\\s&;,]+)");

  private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s@]+@");

  private Reasons() {}

  /** The innermost cause that says something, with its kind. */
  public static String of(Throwable failure) {
    @Nullable Throwable cause = failure;
    Throwable told = failure;
    // Bounded: causes can go round in a circle.
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause.getMessage() != null || told.getMessage() == null) {
        told = cause;
      }
      cause = cause.getCause();
    }
    String message = told.getMessage();
    String text = told.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    String safe = SECRETS.matcher(text.replaceAll("\\s+", " ")).replaceAll("$1***");
    safe = USER_INFO.matcher(safe).replaceAll("$1***@");
    return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH) + "...";
  }
}
