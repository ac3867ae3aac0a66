package io.dromedary.signature;

import io.dromedary.event.Sha256;
import java.util.HexFormat;

/** Tells one refused body from another. No secret goes into it. */
final class BodyFingerprint {
  private static final int BYTES = 8;

  private BodyFingerprint() {}

  static String of(byte[] body) {
    return HexFormat.of().formatHex(Sha256.of(body), 0, BYTES);
  }
}
