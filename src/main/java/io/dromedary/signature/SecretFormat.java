package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * How the secrets of a scheme are written.
 *
 * @param encoding how the text becomes the key
 * @param minimumLength what the provider asks for: characters of a text, bytes behind a base64
 * @param subscription where the body names the subscription it belongs to, the first that is there;
 *     empty when it does not, and then a secret cannot be named
 */
record SecretFormat(Encoding encoding, int minimumLength, List<JsonPointer> subscription) {
  enum Encoding {
    /** The characters themselves, as UTF-8 (docs/contracts.md, sections A4 and B2). */
    TEXT,
    /** Base64, after {@code whsec_} where that is written (docs/contracts.md, section C1). */
    BASE64;

    static Encoding named(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "text" -> TEXT;
        case "base64" -> BASE64;
        default ->
            throw new IllegalArgumentException(
                "there is no secretEncoding %s; use text or base64".formatted(name));
      };
    }
  }

  SecretFormat {
    subscription = List.copyOf(subscription);
  }

  private static final String BASE64_PREFIX = "whsec_";

  /**
   * @throws IllegalArgumentException which says why, without the secret
   */
  byte[] key(String secret) {
    return switch (encoding) {
      case TEXT -> text(secret);
      case BASE64 -> base64(secret);
    };
  }

  private byte[] text(String secret) {
    if (secret.length() < minimumLength) {
      throw new IllegalArgumentException(
          "is too short: set one of at least %d characters, here and at the provider"
              .formatted(minimumLength));
    }
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] base64(String secret) {
    byte[] key;
    try {
      key =
          Base64.getDecoder()
              .decode(
                  secret.startsWith(BASE64_PREFIX)
                      ? secret.substring(BASE64_PREFIX.length())
                      : secret);
    } catch (IllegalArgumentException quotesTheSecret) {
      throw new IllegalArgumentException(
          "is not base64: copy it from the provider as it is, with or without whsec_ before it");
    }
    if (key.length < minimumLength) {
      throw new IllegalArgumentException(
          "is too short: set one of at least %d bytes behind its base64, here and at the provider"
              .formatted(minimumLength));
    }
    return key;
  }
}
