package io.dromedary.inbox;

import io.dromedary.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Completes an inbox with what the application around it has not given it: a store, meters, health
 * checks. Camel makes one for each start of the component, from the file {@code
 * META-INF/services/org/apache/camel/dromedary-wiring}.
 */
public interface Wiring {
  /** The name of that file. */
  String FACTORY = "dromedary-wiring";

  /**
   * Wires what is missing. Whatever cannot be had is said in the log; it never fails.
   *
   * @return where events are kept; while there is no store, one that takes nothing
   */
  Store begin(InboxComponent inbox);

  /** Why there is no store, and what to do about it; null when there is one. */
  @Nullable String trouble();

  /** Takes back and closes what was made, when the routes have stopped. */
  void end();
}
