package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a command says what it finds and does, as it goes. Its methods wait for a reader that is
 * slow, so none may be called inside a transaction: {@link io.dromedary.store.Database#read} first,
 * then say what was read. Used by one thread at a time.
 */
public interface AdminOutput {

  /** One thing that was found or done. */
  void row(JsonNode row);

  /**
   * How far it is.
   *
   * @param total 0 while it is not known
   */
  void progress(long done, long total);

  /** What came out in all, once, at the end. */
  void result(JsonNode summary);

  /** Whether whoever asked has gone, or the process ends. To be looked at between two steps. */
  boolean cancelled();
}
