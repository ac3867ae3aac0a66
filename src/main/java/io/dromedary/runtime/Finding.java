package io.dromedary.runtime;

import org.jspecify.annotations.Nullable;

/**
 * One mistake of an operator: where it is, what is wrong and what to do.
 *
 * @param place null when it is in no file, as with the environment
 */
public record Finding(@Nullable Place place, String message) {
  @Override
  public String toString() {
    return place == null ? message : place + ": " + message;
  }
}
