package io.dromedary.signature;

/** What came of verifying one callback. */
sealed interface Verification {

  /** The holder of one of our secrets sent exactly these bytes. */
  record Authentic() implements Verification {}

  /**
   * Refused.
   *
   * @param header the name, as the scheme spells it, of the header that is at fault
   */
  record Refused(Rejection rejection, String header) implements Verification {}
}
