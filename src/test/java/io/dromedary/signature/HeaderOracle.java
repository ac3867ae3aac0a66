package io.dromedary.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Which texts of a signature header are right, written from the providers' documents
 * (docs/contracts.md, sections A4, B2, C1 and C2) and by other means than the parser.
 */
final class HeaderOracle {
  static final List<String> SCHEMES = List.of("itwin", "aps", "github", "standard-webhooks");
  static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
  static final String ID = "msg_1";

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String BASE64_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int MOST_SIGNATURES = 32;

  private HeaderOracle() {}

  /** As the secret is configured. */
  static String secret(String scheme) {
    return scheme.equals("standard-webhooks")
        ? "whsec_" + Base64.getEncoder().encodeToString(KEY)
        : new String(KEY, StandardCharsets.US_ASCII);
  }

  /** The only digest that is right. */
  static byte[] digest(String scheme) {
    if (scheme.equals("standard-webhooks")) {
      String before = ID + "." + Signing.NOW.getEpochSecond() + ".";
      return Signing.hmac(
          "HmacSHA256", KEY, Signing.utf8(before + new String(BODY, StandardCharsets.UTF_8)));
    }
    return Signing.hmac(scheme.equals("aps") ? "HmacSHA1" : "HmacSHA256", KEY, BODY);
  }

  /** Whether a header with this text makes the callback authentic. */
  static boolean isRight(String scheme, String header) {
    return switch (scheme) {
      case "itwin" -> isHex(scheme, without("sha256=", header, false));
      case "github" -> isHex(scheme, without("sha256=", header, true));
      case "aps" -> isHex(scheme, without("sha1hash=", header, true));
      default -> isAmongSeveral(scheme, header);
    };
  }

  /**
   * What follows the prefix, in any case; something that is never right when it has to be there.
   */
  private static String without(String prefix, String header, boolean required) {
    boolean there =
        header.length() >= prefix.length()
            && header.substring(0, prefix.length()).equalsIgnoreCase(prefix);
    return there ? header.substring(prefix.length()) : required ? "" : header;
  }

  private static boolean isHex(String scheme, String text) {
    return text.chars().allMatch(c -> c < 128)
        && text.toLowerCase(Locale.ROOT).equals(HexFormat.of().formatHex(digest(scheme)));
  }

  private static boolean isAmongSeveral(String scheme, String header) {
    String right = Base64.getEncoder().withoutPadding().encodeToString(digest(scheme));
    int formed = 0;
    boolean found = false;
    for (String one : header.split(" ", MOST_SIGNATURES + 1)) {
      String text = without("v1,", one, true);
      if (text.matches("[A-Za-z0-9+/]{43}=?")) {
        formed++;
        found |= isBase64(text.substring(0, 43), right);
      }
    }
    return found && formed <= MOST_SIGNATURES;
  }

  /** 43 digits are 258 bits, of which the last two say nothing. */
  private static boolean isBase64(String text, String right) {
    return text.startsWith(right.substring(0, 42))
        && BASE64_DIGITS.indexOf(text.charAt(42)) / 4
            == BASE64_DIGITS.indexOf(right.charAt(42)) / 4;
  }
}
