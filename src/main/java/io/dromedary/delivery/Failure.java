package io.dromedary.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed, and what that means.
 *
 * @param kind what it means for the delivery and for its target
 * @param reason short, without secrets
 * @param retryAfter how long the target asked to be left alone; null when it did not
 * @param response how the answer of the target began, without secrets; null without an answer
 */
record Failure(Kind kind, String reason, @Nullable Duration retryAfter, @Nullable String response) {

  /** What a failure means. */
  enum Kind {
    /** The delivery itself is refused, and would be refused again: given up at once. */
    DEAD,
    /** The target would refuse every delivery until somebody mends its configuration. */
    MISCONFIGURED,
    /** It may go well later. */
    RETRIED,
    /** We ended the attempt, not the target. */
    NOT_COUNTED
  }

  /** Of a kind, with nothing to add. */
  static Failure of(Kind kind, String reason) {
    return new Failure(kind, reason, null, null);
  }

  /**
   * What it means when the target refuses only this delivery: then the target is right as it is
   * configured, and the delivery must not be tried for ever.
   */
  Failure unlessOthersAreTaken(boolean othersAreTaken) {
    return kind == Kind.MISCONFIGURED && othersAreTaken
        ? new Failure(Kind.RETRIED, reason, retryAfter, response)
        : this;
  }
}
