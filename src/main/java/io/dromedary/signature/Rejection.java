package io.dromedary.signature;

/** Why a callback was refused. For our log, metrics and health; the sender is never told. */
public enum Rejection {
  /** The signature, or a header that it covers, is missing. */
  MISSING_HEADER("missing-header", false),

  /** A header came more than once, and only one value can have been signed. */
  SEVERAL_VALUES("several-values", false),

  /** The header is not of the form the provider writes. */
  MALFORMED_HEADER("malformed-header", false),

  /** The signature is well-formed and none of our secrets makes it. */
  WRONG_SIGNATURE("wrong-signature", true),

  /** The signature is right, and too old or too far ahead. */
  OUTSIDE_TOLERANCE("outside-tolerance", true),

  /** The signature is right, and the secret is named for another subscription than the body's. */
  OTHER_SUBSCRIPTION("other-subscription", true);

  private final String label;
  private final boolean wellFormed;

  Rejection(String label, boolean wellFormed) {
    this.label = label;
    this.wellFormed = wellFormed;
  }

  /** A stable short name, for metrics and logs. */
  public String label() {
    return label;
  }

  /**
   * Whether the provider itself may well have sent it, so that a run of these is a sign of a wrong
   * secret, secret name or clock on our side, and not of strangers at the door.
   */
  public boolean wellFormed() {
    return wellFormed;
  }
}
