package io.dromedary.signature;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a provider writes its signature into a header.
 *
 * @param name in any case
 * @param prefix what stands before the digest, compared without regard to case as the providers'
 *     own samples do (docs/contracts.md, section A4); may be empty
 * @param prefixRequired whether a digest alone is wrong
 * @param several whether the header holds several signatures, separated by spaces or repeated, of
 *     which those with another prefix are ignored (docs/contracts.md, section C1)
 */
record SignatureHeader(
    String name, String prefix, boolean prefixRequired, DigestEncoding encoding, boolean several) {
  /** More than any rotation needs; a bound on the work that one request can ask for. */
  private static final int MAX_SIGNATURES = 32;

  /** The digests that the header claims; empty when it is malformed. */
  List<byte[]> digests(List<String> values, int length) {
    List<byte[]> digests = new ArrayList<>(1);
    for (String value : values) {
      for (String signature :
          several ? value.split(" ", MAX_SIGNATURES + 1) : new String[] {value}) {
        byte[] digest = digest(signature, length);
        if (digest != null) {
          digests.add(digest);
        }
        if (digests.size() > MAX_SIGNATURES) {
          return List.of();
        }
      }
    }
    return digests;
  }

  private byte @Nullable [] digest(String signature, int length) {
    if (signature.regionMatches(true, 0, prefix, 0, prefix.length())) {
      return encoding.decode(signature.substring(prefix.length()), length);
    }
    return prefixRequired ? null : encoding.decode(signature, length);
  }
}
