package io.dromedary.delivery;

import java.util.ArrayList;
import java.util.List;

/** Where a thread hangs, short enough for a row and a log line. */
final class StackPlace {
  private static final int MOST_FRAMES = 4;

  private StackPlace() {}

  /**
   * The innermost call, and those behind it that are not of Java itself, for example {@code
   * java.net.Socket.read < org.postgresql.core.PGStream.receive < ...}.
   */
  static String of(Thread thread) {
    return of(thread.getStackTrace());
  }

  static String of(StackTraceElement[] stack) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      boolean ofJava =
          type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
      if (frames.size() < MOST_FRAMES && (frames.isEmpty() || !ofJava)) {
        frames.add(type + "." + frame.getMethodName());
      }
    }
    return frames.isEmpty() ? "an unknown place" : String.join(" < ", frames);
  }
}
