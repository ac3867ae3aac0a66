package io.dromedary.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Any text as a name of a file or folder that is safe on Linux, macOS and Windows, and back.
 *
 * <p>What is not safe is written as URLs write it, {@code %} and two hexadecimal digits for each
 * byte of UTF-8, so that any URL decoder reads it. Safe are digits, lower-case letters, {@code -},
 * {@code _}, and {@code .} inside a name. Upper-case letters are escaped in event ids, because
 * Windows and macOS would take {@code A} and {@code a} for one file; folders keep them, because two
 * domains in one folder lose nothing. Names that Windows keeps for devices ({@code con}, {@code
 * com1.x}) get their first letter escaped. So no name is {@code .} or {@code ..}, holds a
 * separator, or has a meaning to a shell.
 *
 * <p>A name longer than {@value #LONGEST} bytes, more than file systems take, is cut and ends in
 * {@code %sha256-} and the digest of the whole text: still one name for one text, but with no way
 * back.
 */
public final class FileNames {
  /** In bytes; leaves room for an extension within the 255 bytes that file systems allow. */
  static final int LONGEST = 240;

  private static final String UNKNOWN = "unknown";
  private static final String CUT = "%sha256-";
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);

  private FileNames() {}

  /** The name, without extension, of the file for an event id. */
  public static String ofEventId(String eventId) {
    return safe(eventId, false);
  }

  /** The name of a folder for a source or domain, {@code unknown} for none. */
  public static String ofFolder(@Nullable String name) {
    return name == null || name.isEmpty() ? UNKNOWN : safe(name, true);
  }

  /**
   * The text that a name was made from, or null when it was cut.
   *
   * @throws IllegalArgumentException if it is not a name made here
   */
  public static @Nullable String decode(String name) {
    if (name.contains(CUT)) {
      return null;
    }
    byte[] bytes = new byte[name.length()];
    int length = 0;
    for (int at = 0; at < name.length(); at++) {
      char c = name.charAt(at);
      if (c != '%') {
        bytes[length++] = (byte) c;
      } else if (at + 2 < name.length()) {
        bytes[length++] = (byte) HexFormat.fromHexDigits(name, at + 1, at + 3);
        at += 2;
      } else {
        throw new IllegalArgumentException("Not a name of an archived event: " + name);
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static String safe(String text, boolean upperCase) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean device = DEVICE.matcher(text).matches();
    StringBuilder name = new StringBuilder(bytes.length + 16);
    for (int at = 0; at < bytes.length; at++) {
      char c = (char) (bytes[at] & 0xff);
      boolean edge = at == 0 || at == bytes.length - 1;
      if (isSafe(c, upperCase) || (c == '.' && !edge)) {
        if (!(device && at == 0)) {
          name.append(c);
          continue;
        }
      }
      name.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
    }
    return name.length() <= LONGEST ? name.toString() : cut(name, bytes);
  }

  private static boolean isSafe(char c, boolean upperCase) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || (upperCase && c >= 'A' && c <= 'Z');
  }

  private static String cut(StringBuilder name, byte[] whole) {
    String digest = HexFormat.of().formatHex(sha256(whole));
    String head = name.substring(0, LONGEST - CUT.length() - digest.length());
    return head.replaceFirst("%.?$", "") + CUT + digest;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
