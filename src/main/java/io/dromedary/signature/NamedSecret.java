package io.dromedary.signature;

import java.security.GeneralSecurityException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One secret, ready to make digests; perhaps named for the one subscription that it authenticates.
 * Thread-safe.
 */
final class NamedSecret {
  // The last part keeps the padding of a base64 secret from making a name of it.
  private static final Pattern NAMED =
      Pattern.compile("([0-9A-Za-z][0-9A-Za-z._:-]{3,127})=(?!=*\\z)(.+)", Pattern.DOTALL);

  private final @Nullable String subscription;

  /** Never updated any more, so that any thread may copy it: cheaper than looking one up. */
  private final Mac prototype;

  private NamedSecret(@Nullable String subscription, Mac prototype) {
    this.subscription = subscription;
    this.prototype = prototype;
  }

  /**
   * @param text {@code <secret>}, or {@code <subscription>=<secret>} where the scheme says how a
   *     body names its subscription
   * @throws IllegalArgumentException which says what is wrong with it, without the text
   */
  static NamedSecret parse(String text, SignatureScheme scheme) {
    Matcher named = NAMED.matcher(text);
    if (!scheme.secrets().subscription().isEmpty() && named.matches()) {
      return new NamedSecret(named.group(1), mac(scheme, named.group(2)));
    }
    return new NamedSecret(null, mac(scheme, text));
  }

  /** The secret itself in a text that {@link #parse} takes. */
  static String withoutName(String text, SignatureScheme scheme) {
    Matcher named = NAMED.matcher(text);
    return !scheme.secrets().subscription().isEmpty() && named.matches() ? named.group(2) : text;
  }

  /** The subscription that this secret is for; null when it is for all of its source. */
  @Nullable String subscription() {
    return subscription;
  }

  byte[] digest(byte[] before, byte[] body, byte[] after) {
    Mac mac = copy();
    mac.update(before);
    mac.update(body);
    return mac.doFinal(after);
  }

  private Mac copy() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(
          "The security provider %s cannot copy its %s."
              .formatted(prototype.getProvider().getName(), prototype.getAlgorithm()),
          e);
    }
  }

  private static Mac mac(SignatureScheme scheme, String secret) {
    byte[] key = scheme.secrets().key(secret);
    String algorithm = scheme.algorithm().jca();
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      // Takes the key in, which each copy would have to do otherwise.
      mac.update(new byte[0]);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java offers no usable " + algorithm + ".", e);
    }
  }

  /** Without the secret, and without the name: a secret that was mistaken for one is there. */
  @Override
  public String toString() {
    return subscription == null ? "a secret" : "a named secret";
  }
}
