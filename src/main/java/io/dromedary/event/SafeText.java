package io.dromedary.event;

/**
 * Text from outside that becomes a header, a database column and a field of a log line: none of
 * these takes control characters, and a database takes no half of a surrogate pair either.
 */
final class SafeText {
  private static final char REPLACEMENT = '\ufffd';

  private SafeText() {}

  static boolean isSafe(String text, int maxLength) {
    if (text.length() > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (!isPair(text, i, text.length())) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /**
   * The first {@code maxLength} characters, with a replacement character for each that is unsafe.
   */
  static String of(String text, int maxLength) {
    if (isSafe(text, maxLength)) {
      return text;
    }
    int length = Math.min(text.length(), maxLength);
    StringBuilder safe = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c) && isPair(text, i, length)) {
        safe.append(c).append(text.charAt(++i));
      } else {
        safe.append(Character.isISOControl(c) || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return safe.toString();
  }

  private static boolean isPair(String text, int at, int length) {
    return at + 1 < length && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }
}
