package io.dromedary.store;

import java.sql.SQLException;

/** What is written on the path of an event. Used by the writer thread only. */
interface Writes {
  /**
   * Claims the duplicate key and inserts the event.
   *
   * @param digest of the body
   */
  Accepted accept(NewEvent event, byte[] digest) throws SQLException;

  /** Whether the claim was still its owner's; else nothing is changed. */
  boolean settle(Settlement settlement, Effects effects) throws SQLException;

  /** Whether the claim was still its owner's; else nothing is changed. */
  boolean postpone(Postponement postponement) throws SQLException;

  /** Whether the claim was still its owner's; else the delivery is not changed. */
  boolean record(AttemptRecord attempt, Effects effects) throws SQLException;
}
