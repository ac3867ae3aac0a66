package io.dromedary.signature;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs a body as a provider does, for samples. Immutable and thread-safe. */
public final class Signer {
  private final SignatureScheme scheme;
  private final byte[] key;

  /**
   * A signer for a scheme.
   *
   * @param scheme the name of a preset
   * @param secret as it is configured
   * @throws IllegalArgumentException when there is no such preset, or the secret does not fit it
   */
  public Signer(String scheme, String secret) {
    this.scheme = SignatureScheme.preset(scheme);
    this.key = this.scheme.secrets().key(secret);
  }

  /**
   * The headers that a callback with this body carries.
   *
   * @param id of the message, where the scheme signs one
   * @param seconds since 1970, where the scheme signs a timestamp
   */
  public Map<String, String> headers(byte[] body, String id, long seconds) {
    SignedContent signed = scheme.signed();
    SignedContent.Timestamp timestamp = signed.timestamp();
    Map<String, String> headers = new LinkedHashMap<>();
    if (signed.idHeader() != null) {
      headers.put(signed.idHeader(), id);
    }
    if (timestamp != null) {
      headers.put(timestamp.header(), Long.toString(seconds));
    }
    String signedId = signed.idHeader() == null ? null : id;
    String signedTime = timestamp == null ? null : Long.toString(seconds);
    headers.put(
        scheme.header().name(),
        scheme.header().prefix()
            + scheme.header().encoding().encode(digest(body, signedId, signedTime)));
    return headers;
  }

  private byte[] digest(byte[] body, @Nullable String id, @Nullable String timestamp) {
    try {
      Mac mac = Mac.getInstance(scheme.algorithm().jca());
      mac.init(new SecretKeySpec(key, scheme.algorithm().jca()));
      mac.update(SignedContent.fill(scheme.signed().before(), id, timestamp));
      mac.update(body);
      return mac.doFinal(SignedContent.fill(scheme.signed().after(), id, timestamp));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + scheme.algorithm().jca(), e);
    }
  }

  @Override
  public String toString() {
    return "Signer[" + scheme.name() + "]";
  }
}
