package io.dromedary.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What the sender may have taken as the key instead of what the scheme makes of a secret. */
final class KeyChanges {
  private static final String WHSEC = "whsec_";
  private static final String AS_IT_IS =
      "The sender must take the characters of the secret as they are";
  private static final String SAME =
      "Set the secret once more on both sides, without anything around it (printf, not echo)";

  private final List<Changed<byte[]>> found = new ArrayList<>();

  private KeyChanges() {}

  /**
   * The key itself first, if the secret makes one.
   *
   * @param text of one secret, with its name if it has one
   */
  static List<Changed<byte[]>> of(String text, SignatureScheme scheme) {
    KeyChanges changes = new KeyChanges();
    String secret = NamedSecret.withoutName(text, scheme);
    try {
      changes.found.add(Changed.not(scheme.secrets().key(secret)));
    } catch (IllegalArgumentException unusable) {
      // Reported as such; what the sender made of it may still be found.
    }
    switch (scheme.secrets().encoding()) {
      case TEXT -> changes.ofText(secret);
      case BASE64 -> changes.ofBase64(secret);
    }
    changes.encodings(secret);
    changes.edges(secret);
    if (!secret.equals(text)) {
      changes.add(
          text,
          "secret-with-name",
          "the sender's secret is the whole text with = in it, of which the part before = was taken"
              + " here for the id of a subscription",
          "Choose a secret without =, here and at the provider");
    }
    changes.add(
        "",
        "secret-empty",
        "it was signed with an empty secret",
        "Set the secret at the sender: it has none, or the variable it reads is empty");
    return changes.found;
  }

  private void ofText(String secret) {
    String bare = secret.startsWith(WHSEC) ? secret.substring(WHSEC.length()) : secret;
    try {
      add(
          Base64.getDecoder().decode(bare),
          "secret-base64-decoded",
          "the sender decoded the secret as base64, which this scheme does not do",
          AS_IT_IS + "; if it is meant so, set secretEncoding: base64 in the route file");
    } catch (IllegalArgumentException notBase64) {
      // Then nobody has decoded it.
    }
    if (secret.startsWith(WHSEC)) {
      add(
          bare,
          "secret-prefix",
          "the sender left out the whsec_ of the secret, and took the rest as text",
          "Take whsec_ out of the secret here, or leave it in at the sender");
    } else {
      add(
          WHSEC + secret,
          "secret-prefix",
          "the sender's secret has whsec_ before it",
          "Copy the secret whole, with whsec_");
    }
  }

  private void ofBase64(String secret) {
    String mend =
        "The sender must decode the base64 after whsec_; if it is meant so, set secretEncoding: text"
            + " in the route file";
    add(
        secret,
        "secret-as-text",
        "the sender took the characters of the secret as the key, instead of decoding its base64",
        mend);
    if (secret.startsWith(WHSEC)) {
      add(
          secret.substring(WHSEC.length()),
          "secret-as-text",
          "the sender took the characters after whsec_ as the key, instead of decoding their base64",
          mend);
    } else {
      add(
          WHSEC + secret,
          "secret-as-text",
          "the sender took whsec_ and the characters of the secret as the key, instead of decoding"
              + " its base64",
          mend);
    }
  }

  private void encodings(String secret) {
    if (secret.length() % 2 == 0 && secret.chars().allMatch(HexFormat::isHexDigit)) {
      add(
          HexFormat.of().parseHex(secret),
          "secret-hex-decoded",
          "the sender decoded the secret as hex",
          AS_IT_IS
              + ", also when they look like hex; if it is meant so, write its bytes in base64 here"
              + " and set secretEncoding: base64 in the route file");
    }
    byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
    String encodedFirst = "The sender must not encode the secret before it takes it as the key";
    add(
        HexFormat.of().formatHex(utf8),
        "secret-hex-encoded",
        "the sender wrote the secret as hex and took that text as the key",
        encodedFirst);
    add(
        Base64.getEncoder().encodeToString(utf8),
        "secret-base64-encoded",
        "the sender wrote the secret as base64 and took that text as the key",
        encodedFirst);
    add(
        secret.getBytes(StandardCharsets.UTF_16LE),
        "secret-encoding",
        "the sender took the characters of the secret as UTF-16",
        "The sender must take them as UTF-8");
    if (StandardCharsets.ISO_8859_1.newEncoder().canEncode(secret)) {
      add(
          secret.getBytes(StandardCharsets.ISO_8859_1),
          "secret-encoding",
          "the sender took the characters of the secret as ISO-8859-1",
          "The sender must take them as UTF-8; or choose a secret of ASCII characters");
    }
  }

  private void edges(String secret) {
    for (String end : List.of("\n", "\r\n", " ", "\t")) {
      add(
          secret + end,
          "secret-end",
          "the sender's secret has %s at its end".formatted(named(end)),
          SAME);
    }
    add(" " + secret, "secret-end", "the sender's secret has a space before it", SAME);
    for (String quote : List.of("\"", "'")) {
      add(
          quote + secret + quote,
          "secret-quoted",
          "the sender's secret has quotation marks around it",
          "Take the quotation marks away at the sender");
      if (secret.length() > 2 && secret.startsWith(quote) && secret.endsWith(quote)) {
        add(
            secret.substring(1, secret.length() - 1),
            "secret-quoted",
            "the secret here has quotation marks around it, which the sender's has not",
            "Take the quotation marks away here");
      }
    }
    for (String other : List.of(secret.toLowerCase(Locale.ROOT), secret.toUpperCase(Locale.ROOT))) {
      add(
          other,
          "secret-case",
          "the sender's secret is the same in %s case"
              .formatted(other.equals(secret.toLowerCase(Locale.ROOT)) ? "lower" : "upper"),
          "Copy the secret from the provider as it is");
    }
  }

  private static String named(String end) {
    return switch (end) {
      case "\n" -> "a line break (LF)";
      case "\r\n" -> "a line break (CRLF)";
      case " " -> "a space";
      default -> "a tab";
    };
  }

  private void add(String key, String label, String what, String mend) {
    add(key.getBytes(StandardCharsets.UTF_8), label, what, mend);
  }

  private void add(byte[] key, String label, String what, String mend) {
    if (found.stream().noneMatch(known -> Arrays.equals(known.value(), key))) {
      found.add(Changed.by(key, label, what, mend));
    }
  }
}
