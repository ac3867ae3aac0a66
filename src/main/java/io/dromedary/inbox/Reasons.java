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

  /** Credentials that the other side repeats without saying what they are. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)\\b((?:bearer|basic)\\s+)[\\w.~+/-]{8,}=*");

  /** No line of a log takes the first, no database all of the second. */
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

  private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

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
    return safe(text, MAX_LENGTH);
  }

  /**
   * Text from outside, for example an answer: on one line, without secrets, cut.
   *
   * @param longest how many characters of it are kept
   */
  public static String excerpt(String text, int longest) {
    // A bound on the work; twice, so that a secret at the cut is still seen as one.
    return safe(text.substring(0, Math.min(text.length(), 2 * longest)).strip(), longest);
  }

  private static String safe(String text, int longest) {
    String safe = BLANKS.matcher(text).replaceAll(" ");
    safe = SECRETS.matcher(safe).replaceAll("$1***");
    safe = CREDENTIALS.matcher(safe).replaceAll("$1***");
    safe = USER_INFO.matcher(safe).replaceAll("$1***@");
    safe = safe.length() <= longest ? safe : safe.substring(0, longest) + "...";
    return HALVES.matcher(safe).replaceAll("\ufffd");
  }
}
