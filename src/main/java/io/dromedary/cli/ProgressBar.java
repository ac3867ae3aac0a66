package io.dromedary.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** How far a command is: a bar on a terminal, elsewhere a line now and then. */
final class ProgressBar {
  private static final int BAR = 30;
  private static final long LINE_PAUSE = Duration.ofSeconds(10).toNanos();

  private final PrintWriter err;
  private final boolean interactive;
  private long lastLine = System.nanoTime();
  private int shown;

  ProgressBar(PrintWriter err, boolean interactive) {
    this.err = err;
    this.interactive = interactive;
  }

  /**
   * @param total 0 when it is not known
   */
  void at(long done, long total) {
    String numbers =
        total > 0
            ? String.format(Locale.ROOT, "%,d of %,d (%d %%)", done, total, percent(done, total))
            : String.format(Locale.ROOT, "%,d", done);
    if (interactive) {
      show(total > 0 ? bar(done, total) + " " + numbers : numbers);
    } else if (System.nanoTime() - lastLine >= LINE_PAUSE) {
      lastLine = System.nanoTime();
      err.println(numbers);
      err.flush();
    }
  }

  private static long percent(long done, long total) {
    return Math.min(100, done * 100 / total);
  }

  private static String bar(long done, long total) {
    int full = (int) (percent(done, total) * BAR / 100);
    return "[" + "#".repeat(full) + " ".repeat(BAR - full) + "]";
  }

  /** Takes the bar away, so that something else can be printed. */
  void clear() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
      shown = 0;
    }
  }

  private void show(String text) {
    err.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    err.flush();
    shown = text.length();
  }
}
