package io.dromedary.delivery;

import io.dromedary.Api;

/**
 * Makes permanent together what several deliveries did one after the other: a transaction around
 * the runs of a target's route, for example. A bean that {@code delivery:} is given with its option
 * {@code batch}.
 *
 * <p>All calls for one batch come from the thread that runs the route meanwhile; several threads
 * may each have a batch of their own.
 */
@Api
public interface DeliveryBatch {
  /** Begins: what the calling thread does from now on becomes permanent with {@link #commit}. */
  void begin();

  /**
   * Ends it well: when this returns, all of it is permanent.
   *
   * @throws Exception when none of it may be
   */
  void commit() throws Exception;

  /** Ends it otherwise: none of it is kept. Fails silently: what was not committed is gone. */
  void rollback();
}
