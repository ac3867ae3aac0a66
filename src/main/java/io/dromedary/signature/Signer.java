package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signs a body as a provider does, under any scheme. Immutable and thread-safe. */
public final class Signer {
  private final SignatureScheme scheme;
  private final NamedSecret secret;

  /**
   * A signer for a preset.
   *
   * @param scheme the name of a preset that has a header
   * @param secret as it is configured
   * @throws IllegalArgumentException when there is no such preset, or the secret does not fit it
   */
  public Signer(String scheme, String secret) {
    this(SchemeSettings.of(Map.of("scheme", scheme)), secret);
  }

  /**
   * A signer for any scheme.
   *
   * @param secret as it is configured; of one that is named for a subscription, the name is left
   *     out
   * @throws IllegalArgumentException when the secret does not fit the scheme
   */
  public Signer(SchemeSettings settings, String secret) {
    this.scheme = settings.scheme();
    this.secret = NamedSecret.parse(secret, scheme);
  }

  /**
   * The headers that a callback with this body carries.
   *
   * @param id of the message, where the scheme signs one
   * @param seconds since 1970, where the scheme signs a timestamp
   */
  public Map<String, String> headers(byte[] body, String id, long seconds) {
    return headers(id, seconds, digest(body, id, seconds));
  }

  /** The same headers, in the right form, with a signature that is wrong. */
  public Map<String, String> wrongHeaders(byte[] body, String id, long seconds) {
    byte[] digest = digest(body, id, seconds);
    digest[0] ^= 1;
    return headers(id, seconds, digest);
  }

  /** The subscription that the secret is named for, null when it is for all of its source. */
  public @Nullable String subscription() {
    return secret.subscription();
  }

  /**
   * Where a body may name its subscription, as JSON pointers; empty when the scheme does not say.
   */
  public List<String> subscriptionPointers() {
    return scheme.secrets().subscription().stream().map(JsonPointer::toString).toList();
  }

  private Map<String, String> headers(String id, long seconds, byte[] digest) {
    SignedContent signed = scheme.signed();
    Map<String, String> headers = new LinkedHashMap<>();
    if (signed.idHeader() != null) {
      headers.put(signed.idHeader(), id);
    }
    if (signed.timestamp() != null) {
      headers.put(signed.timestamp().header(), Long.toString(seconds));
    }
    headers.put(
        scheme.header().name(),
        scheme.header().prefix() + scheme.header().encoding().encode(digest));
    return headers;
  }

  private byte[] digest(byte[] body, String id, long seconds) {
    SignedContent signed = scheme.signed();
    String signedId = signed.idHeader() == null ? null : id;
    String signedTime = signed.timestamp() == null ? null : Long.toString(seconds);
    return secret.digest(
        SignedContent.fill(signed.before(), signedId, signedTime),
        body,
        SignedContent.fill(signed.after(), signedId, signedTime));
  }

  @Override
  public String toString() {
    return "Signer[" + scheme.name() + "]";
  }
}
