package io.dromedary.store;

import java.sql.SQLException;

/**
 * What is written on the path of an event. Used by the writer thread only, inside a transaction.
 *
 * <p>Nothing needs to be sent to the database before a step is applied; then all steps that were
 * made in this transaction may be sent together.
 */
interface Writes {
  /**
   * One write of a group.
   *
   * @param <R> what became of it
   */
  interface Step<R> {
    /** What became of it; written by now. Applied once. */
    R apply(Effects effects) throws SQLException;
  }

  /**
   * Claims the duplicate key and inserts the event.
   *
   * @param digest of the body
   */
  Step<Accepted> accept(NewEvent event, byte[] digest);

  /** Whether the claim was still its owner's; else nothing is changed. */
  Step<Boolean> settle(Settlement settlement);

  /** Whether the claim was still its owner's; else nothing is changed. */
  Step<Boolean> postpone(Postponement postponement);

  /** Whether the claim was still its owner's; else the delivery is not changed. */
  Step<Boolean> record(AttemptRecord attempt);
}
