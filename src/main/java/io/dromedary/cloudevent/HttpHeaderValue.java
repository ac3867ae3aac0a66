package io.dromedary.cloudevent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The value of an attribute as an HTTP header carries it: what is not visible ASCII, and the quote
 * and percent signs, as in a URL. CloudEvents HTTP Protocol Binding 1.0.2, section 3.1.3.2.
 */
final class HttpHeaderValue {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private HttpHeaderValue() {}

  static String encode(String value) {
    StringBuilder encoded = new StringBuilder(value.length());
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** A percent sign that begins no escape stands for itself. */
  static String decode(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%'
          && i + 2 < encoded.length
          && HexFormat.isHexDigit(encoded[i + 1])
          && HexFormat.isHexDigit(encoded[i + 2])) {
        decoded.write(
            HexFormat.fromHexDigit(encoded[i + 1]) << 4 | HexFormat.fromHexDigit(encoded[i + 2]));
        i += 2;
      } else {
        decoded.write(encoded[i]);
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}
