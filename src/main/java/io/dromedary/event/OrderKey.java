package io.dromedary.event;

/** The key of events that keep their order: those of one source that say the same of themselves. */
public final class OrderKey {
  /** The most characters of a key. */
  public static final int MAX = 200;

  private OrderKey() {}

  /**
   * {@code <source>:<value>}; a digest stands for a value that would make it too long, or that has
   * a character which is no text.
   */
  public static String of(String source, String value) {
    String key = source + ':' + value;
    return SafeText.isSafe(key, MAX) ? key : source + ":sha256:" + Sha256.hex(value);
  }
}
