package io.dromedary.signature;

import io.dromedary.event.Callback;
import io.dromedary.signature.SignedContent.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The signed timestamp of a request, and how far it is from now. */
final class SignedTime {
  private final @Nullable Timestamp timestamp;
  private final @Nullable Instant signedAt;
  private final Instant now;

  /**
   * @param now null: any time is right
   */
  SignedTime(SignatureScheme scheme, Callback request, @Nullable Instant now) {
    timestamp = scheme.signed().timestamp();
    String written = timestamp == null ? null : request.header(timestamp.header());
    signedAt =
        written != null && written.matches("[0-9]{1,12}")
            ? Instant.ofEpochSecond(Long.parseLong(written))
            : null;
    this.now = now != null ? now : signedAt != null ? signedAt : Instant.EPOCH;
  }

  /** What the timestamp is compared with. */
  Instant now() {
    return now;
  }

  /** Null when it is near enough, or there is none. */
  @Nullable Cause outsideTolerance() {
    if (timestamp == null || signedAt == null) {
      return null;
    }
    Duration age = Duration.between(signedAt, now);
    if (age.abs().compareTo(timestamp.tolerance()) <= 0) {
      return null;
    }
    String allowed = text(timestamp.tolerance());
    return age.isNegative()
        ? new Cause(
            "timestamp-ahead",
            "%s is %s ahead of the clock here, and %s is allowed"
                .formatted(timestamp.header(), text(age.negated()), allowed),
            "Set the clocks, here or at the sender")
        : new Cause(
            "timestamp-old",
            "%s is %s old, and %s is allowed".formatted(timestamp.header(), text(age), allowed),
            "It was sent again later, or was under way for long, or a clock is wrong. A capture that"
                + " is looked at later is always old");
  }

  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 48 * 3600) {
      return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }
    return "%d days".formatted(seconds / 86_400);
  }
}
