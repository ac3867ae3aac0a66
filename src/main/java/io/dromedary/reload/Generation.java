package io.dromedary.reload;

import java.time.Instant;

/**
 * Which configuration is in force.
 *
 * @param number 1 at the start, and one more with each change that took effect, of routes or of
 *     secrets
 * @param fingerprint of what the route files say, comments, formatting and file names apart, and of
 *     the properties, without secrets: equal on all nodes that run the same
 * @param since when it took effect
 */
public record Generation(long number, String fingerprint, Instant since) {
  @Override
  public String toString() {
    return number + " (" + fingerprint + ")";
  }
}
