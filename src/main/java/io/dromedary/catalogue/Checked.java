package io.dromedary.catalogue;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of checking the body of an event against the schema of its type.
 *
 * @param result what came of it
 * @param entry whose schema it was checked against; null when there is none
 * @param reason where the body does not fit and by which rule, without any value of it; or why it
 *     could not be checked. Null when there is nothing to say
 */
public record Checked(Result result, @Nullable EventEntry entry, @Nullable String reason) {
  /** How a check ends. */
  public enum Result {
    /** The body fits. */
    VALID,
    /** It does not: something is missing, or is of another kind. */
    INVALID,
    /** The catalogue has an earlier version of the type: not checked. */
    NEWER_VERSION,
    /** The catalogue does not have the type: not checked. */
    UNKNOWN_TYPE,
    /** No JSON as it stands (compressed, say), or too large to be checked. */
    UNCHECKED,
    /** The check itself failed. */
    FAILED;

    /** As it is counted, for example {@code newer-version}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static Checked of(Result result) {
    return new Checked(result, null, null);
  }
}
