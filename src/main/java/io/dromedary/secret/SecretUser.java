package io.dromedary.secret;

import java.nio.file.Path;
import java.util.Set;

/**
 * Uses secrets for longer than one call, and so has to be told when others are in force. Found by
 * type in the Camel registry. Called by one thread at a time, which is none of those that use it.
 */
public interface SecretUser {
  /** Whether what stands under {@code key} matters to this. */
  boolean uses(String key);

  /** The files that are opened by its secrets or stand for them, such as keystores. */
  default Set<Path> files() {
    return Set.of();
  }

  /**
   * Makes all ready to go over to other secrets, and changes nothing yet.
   *
   * @param next what will be in force
   * @return how to go over, or not to; one of the two is called, once
   * @throws IllegalArgumentException when it cannot work with these: then the old ones stay. The
   *     message says why, never with a secret in it
   */
  Change prepare(Secrets next);

  /** A change that is made ready. */
  interface Change {
    /** Goes over: whoever begins from now on uses the new secrets only. Does not fail. */
    void take();

    /** Lets go of what was made ready. */
    default void drop() {}
  }
}
