package io.dromedary.reload;

import java.time.Instant;

/**
 * Which set of routes runs.
 *
 * @param number 1 at the start, and one more with each edit that took effect
 * @param fingerprint of what the route files say, comments, formatting and file names apart: equal
 *     on all nodes that run the same routes
 * @param since when it took effect
 */
public record Generation(long number, String fingerprint, Instant since) {
  @Override
  public String toString() {
    return number + " (" + fingerprint + ")";
  }
}
