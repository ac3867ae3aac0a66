package io.dromedary.target;

import java.time.Duration;

/**
 * A bearer token.
 *
 * @param lasts from when it was asked for; a day at most
 */
record AccessToken(String text, Duration lasts) {
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** One that is said to last for ever is asked for again all the same: it may be revoked. */
  private static final Duration LONGEST = Duration.ofDays(1);

  AccessToken {
    lasts = lasts.compareTo(LONGEST) > 0 ? LONGEST : lasts;
  }

  /** How long to use it: a request that is sent with it has to arrive before its end. */
  Duration used() {
    Duration fifth = lasts.dividedBy(5);
    return lasts.minus(fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "a token for " + lasts;
  }
}
