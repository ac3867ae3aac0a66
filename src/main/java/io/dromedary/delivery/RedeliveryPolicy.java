package io.dromedary.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a failed delivery is tried again, in the words of Camel's redelivery policy. Immutable.
 *
 * @param maximumRedeliveries how often after the first attempt, 1,000 times at most; 0: never
 * @param redeliveryDelay before the first redelivery
 * @param backOffMultiplier by which the delay grows from one to the next; at least 1
 * @param maximumRedeliveryDelay which no delay exceeds, nor what a target asks for by Retry-After
 * @param collisionAvoidanceFactor by which part a delay is longer or shorter at random, so that
 *     what failed together does not come back together; 0: never, below 1
 * @param delayPattern stands, as in Camel, in place of delay, multiplier and collision avoidance;
 *     null: it does not
 */
record RedeliveryPolicy(
    int maximumRedeliveries,
    Duration redeliveryDelay,
    double backOffMultiplier,
    Duration maximumRedeliveryDelay,
    double collisionAvoidanceFactor,
    @Nullable DelayPattern delayPattern) {

  /** Everything is bounded; the schedule is written to the log, too. */
  private static final int MOST_REDELIVERIES = 1_000;

  /**
   * @throws IllegalArgumentException when a value makes no sense; the message names it
   */
  RedeliveryPolicy {
    require(
        maximumRedeliveries >= 0 && maximumRedeliveries <= MOST_REDELIVERIES,
        "maximumRedeliveries",
        maximumRedeliveries,
        "from 0 to " + MOST_REDELIVERIES);
    require(!redeliveryDelay.isNegative(), "redeliveryDelay", redeliveryDelay, "0 or more ms");
    require(backOffMultiplier >= 1, "backOffMultiplier", backOffMultiplier, "1 or more");
    require(
        maximumRedeliveryDelay.compareTo(redeliveryDelay) >= 0,
        "maximumRedeliveryDelay",
        maximumRedeliveryDelay,
        "redeliveryDelay or more");
    require(
        collisionAvoidanceFactor >= 0 && collisionAvoidanceFactor < 1,
        "collisionAvoidanceFactor",
        collisionAvoidanceFactor,
        "0 or more, and less than 1");
  }

  /** Without collision avoidance or pattern. */
  RedeliveryPolicy(
      int maximumRedeliveries,
      Duration redeliveryDelay,
      double backOffMultiplier,
      Duration maximumRedeliveryDelay) {
    this(maximumRedeliveries, redeliveryDelay, backOffMultiplier, maximumRedeliveryDelay, 0, null);
  }

  private static void require(boolean holds, String option, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "option " + option + " is " + value + "; it must be " + expected);
    }
  }

  /**
   * @param attempts how many attempts failed by now, the first one included
   */
  boolean isExhausted(int attempts) {
    return attempts > maximumRedeliveries;
  }

  /**
   * How long to wait after a failed attempt, before collision avoidance.
   *
   * @param attempts how many attempts failed by now, at least 1
   */
  Duration delayAfter(int attempts) {
    if (delayPattern != null) {
      return delayPattern.before(attempts);
    }
    double millis = redeliveryDelay.toMillis() * Math.pow(backOffMultiplier, attempts - 1.0);
    return atMost(maximumRedeliveryDelay, millis);
  }

  /**
   * How long to wait after a failed attempt.
   *
   * @param attempts how many attempts failed by now, at least 1
   * @param retryAfter what the target asked for; null when it did not. It can only lengthen the
   *     delay: attempts that follow each other fast would soon be used up
   * @param random from 0 (inclusive) to 1 (exclusive); 0.5 leaves the delay as it is
   */
  Duration delayAfter(int attempts, @Nullable Duration retryAfter, double random) {
    Duration delay = delayAfter(attempts);
    if (delayPattern == null) {
      double part = 1 + collisionAvoidanceFactor * (2 * random - 1);
      delay = atMost(maximumRedeliveryDelay, delay.toMillis() * part);
    }
    Duration asked = atMostLongest(retryAfter);
    return asked.compareTo(delay) > 0 ? asked : delay;
  }

  /** What a target asks for, as far as we wait for it. */
  Duration atMostLongest(@Nullable Duration retryAfter) {
    return retryAfter == null
        ? Duration.ZERO
        : retryAfter.compareTo(maximumRedeliveryDelay) < 0 ? retryAfter : maximumRedeliveryDelay;
  }

  private static Duration atMost(Duration longest, double millis) {
    return millis >= longest.toMillis() ? longest : Duration.ofMillis((long) millis);
  }

  /** All delays, in order. */
  List<Duration> schedule() {
    List<Duration> delays = new ArrayList<>();
    for (int attempts = 1; attempts <= maximumRedeliveries; attempts++) {
      delays.add(delayAfter(attempts));
    }
    return delays;
  }

  /** The time from the first attempt to the last, when every one fails at once. */
  Duration total() {
    return schedule().stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** For the log: the schedule and how long it lasts, equal delays put together. */
  String describe() {
    if (maximumRedeliveries == 0) {
      return "no redelivery";
    }
    StringBuilder text = new StringBuilder("redelivered after ");
    List<Duration> delays = schedule();
    for (int i = 0; i < delays.size(); ) {
      int same = 1;
      while (i + same < delays.size() && delays.get(i + same).equals(delays.get(i))) {
        same++;
      }
      text.append(i == 0 ? "" : ", ")
          .append(same > 1 ? same + " x " : "")
          .append(readable(delays.get(i)));
      i += same;
    }
    if (delayPattern == null && collisionAvoidanceFactor > 0) {
      text.append(" (each up to ")
          .append(Math.round(collisionAvoidanceFactor * 100))
          .append(" % more or less)");
    }
    return text + "; given up after " + readable(total());
  }

  static String readable(Duration duration) {
    long days = duration.toDays();
    if (days > 0) {
      return days + "d" + (duration.toHoursPart() > 0 ? " " + duration.toHoursPart() + "h" : "");
    }
    if (duration.toHours() > 0) {
      int minutes = duration.toMinutesPart();
      return duration.toHours() + "h" + (minutes > 0 ? " " + minutes + "m" : "");
    }
    if (duration.toMinutes() > 0) {
      int seconds = duration.toSecondsPart();
      return duration.toMinutes() + "m" + (seconds > 0 ? " " + seconds + "s" : "");
    }
    return duration.toMillis() < 1000
        ? duration.toMillis() + "ms"
        : duration.toMillis() % 1000 == 0
            ? duration.toSeconds() + "s"
            : duration.toMillis() / 1000.0 + "s";
  }
}
