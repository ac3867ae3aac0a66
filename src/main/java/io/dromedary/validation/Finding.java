package io.dromedary.validation;

import org.jspecify.annotations.Nullable;

/**
 * One mistake of an operator: where it is, what is wrong and what to do. Never holds a secret.
 *
 * @param place null when it is in no file, as with the environment
 * @param reason what is wrong, without a full stop
 * @param mend what to do; empty when the reason says it
 */
public record Finding(Severity severity, @Nullable Place place, String reason, String mend) {
  /** An error whose reason says what to do. */
  public Finding(@Nullable Place place, String reason) {
    this(Severity.ERROR, place, reason, "");
  }

  /** An error. */
  public static Finding error(@Nullable Place place, String reason, String mend) {
    return new Finding(Severity.ERROR, place, reason, mend);
  }

  /** A warning. */
  public static Finding warning(@Nullable Place place, String reason, String mend) {
    return new Finding(Severity.WARNING, place, reason, mend);
  }

  /** Whether a start stops because of it. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** Reason and mend. */
  public String message() {
    return mend.isEmpty() ? reason : reason + ". " + mend;
  }

  @Override
  public String toString() {
    return place == null ? message() : place + ": " + message();
  }
}
