package io.dromedary.admin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A command was not done, or not wholly; the message is a sentence for the operator. */
public final class AdminException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Kind {
    /** What was asked makes no sense. */
    BAD_REQUEST,
    /** What was asked for is not there. */
    NOT_FOUND,
    /** It made sense and could not be done. */
    FAILED;

    /** As it is written in an answer, for example {@code not-found}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.text().equals(text)) {
          return kind;
        }
      }
      return FAILED;
    }
  }

  private final Kind kind;

  public AdminException(Kind kind, String message) {
    this(kind, message, null);
  }

  public AdminException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** What to tell the operator. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
