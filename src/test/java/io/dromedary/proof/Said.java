package io.dromedary.proof;

import static org.awaitility.Awaitility.await;

import io.dromedary.cli.ChildProcess;
import java.time.Duration;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what a child tells its operator. */
final class Said {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MAX_SHOWN = 4_000;

  private Said() {}

  /** Waits for a line of the log that has all of these in it, in this order. */
  static void line(ChildProcess child, String... parts) {
    lineAfter(0, child, parts);
  }

  /** Waits for such a line behind the first so many characters of the log. */
  static void lineAfter(int from, ChildProcess child, String... parts) {
    StringBuilder pattern = new StringBuilder();
    for (String part : parts) {
      pattern.append(".*").append(Pattern.quote(part));
    }
    Pattern line = Pattern.compile(pattern.substring(2));
    try {
      await().atMost(LONGEST).until(() -> line.matcher(child.output()).find(from));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "no line of the log has " + String.join(" ... ", parts) + end(child), e);
    }
  }

  /** The end of the log, for a message. */
  static String end(ChildProcess child) {
    String log = child.output();
    return "; the end of the log:\n" + log.substring(Math.max(0, log.length() - MAX_SHOWN));
  }

  /** Waits until a metric is as it should be. */
  static void metric(ChildProcess child, String series, DoublePredicate is) throws Exception {
    try {
      await().atMost(LONGEST).until(() -> is.test(Installation.metric(child, series)));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "the metric "
              + series
              + " is not as it should be but "
              + Installation.metric(child, series)
              + end(child),
          e);
    }
  }
}
