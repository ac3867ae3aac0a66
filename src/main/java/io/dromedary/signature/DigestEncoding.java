package io.dromedary.signature;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a digest is written in a header. */
enum DigestEncoding {
  /** Digits in either case. */
  HEX {
    @Override
    byte @Nullable [] decode(String text, int length) {
      if (text.length() != 2 * length) {
        return null;
      }
      try {
        return HexFormat.of().parseHex(text);
      } catch (IllegalArgumentException notHex) {
        return null;
      }
    }

    @Override
    String encode(byte[] digest) {
      return HexFormat.of().formatHex(digest);
    }
  },

  BASE64 {
    @Override
    byte @Nullable [] decode(String text, int length) {
      if (text.length() > 2 * length) {
        return null;
      }
      try {
        byte[] bytes = Base64.getDecoder().decode(text);
        return bytes.length == length ? bytes : null;
      } catch (IllegalArgumentException notBase64) {
        return null;
      }
    }

    @Override
    String encode(byte[] digest) {
      return Base64.getEncoder().encodeToString(digest);
    }
  };

  /** The digest of exactly {@code length} bytes that {@code text} stands for, or null. */
  abstract byte @Nullable [] decode(String text, int length);

  /** As the provider writes it. */
  abstract String encode(byte[] digest);

  static DigestEncoding named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "hex" -> HEX;
      case "base64" -> BASE64;
      default ->
          throw new IllegalArgumentException(
              "there is no encoding %s; use hex or base64".formatted(name));
    };
  }
}
