package io.dromedary.signature;

import java.util.Locale;

/** Causes of a body that differs at its edges, for small and for large bodies. */
final class EdgeCause {
  static final String RAW =
      "Take the body byte for byte as it came, before anything parses or prints it";
  static final String LINES =
      RAW + " (curl: --data-binary, not -d; printf, not echo; git: no autocrlf)";
  static final String SENDER_BYTES =
      "The sender must sign the very bytes that it sends, not the text before it is encoded";
  private static final String BOM =
      "A byte order mark is part of what is signed; " + RAW.toLowerCase(Locale.ROOT);

  private EdgeCause() {}

  static Cause newlineAdded() {
    return new Cause(
        "body-newline-added",
        "a line break was added to the body: the signature is right without the one at its end",
        LINES);
  }

  /**
   * @param which LF or CRLF
   */
  static Cause newlineLost(String which) {
    return new Cause(
        "body-newline-lost",
        "the body lost the line break at its end: the signature is right with one (" + which + ")",
        LINES);
  }

  static Cause bomAdded() {
    return new Cause(
        "body-bom",
        "a byte order mark was put before the body: the signature is right without it",
        BOM);
  }

  static Cause bomLost() {
    return new Cause(
        "body-bom", "the body lost its byte order mark: the signature is right with it", BOM);
  }

  static Cause empty() {
    return new Cause(
        "body-empty",
        "the signature is right for an empty body: the sender had not read or written it yet"
            + " when it signed",
        SENDER_BYTES);
  }
}
