package io.dromedary.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An explicit schedule in the form of Camel's {@code delayPattern}: {@code 1:5000;3:60000} waits 5
 * s before the first and the second redelivery, and a minute before the third and every later one.
 * Before the first number there is no delay. Immutable.
 */
record DelayPattern(List<Step> steps) {
  private static final Pattern STEP = Pattern.compile("\\s*(\\d{1,9})\\s*:\\s*(\\d{1,12})\\s*");

  /** From which redelivery on how long is waited. */
  record Step(int from, Duration delay) {}

  DelayPattern {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is none; the message names the option and its form
   */
  static DelayPattern parse(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      Matcher step = STEP.matcher(part);
      if (!step.matches()) {
        throw new IllegalArgumentException(wrong(text, "'" + part + "' is no <redelivery>:<ms>"));
      }
      int from = Integer.parseInt(step.group(1));
      if (!steps.isEmpty() && from <= steps.get(steps.size() - 1).from()) {
        throw new IllegalArgumentException(wrong(text, "its redeliveries must ascend"));
      }
      steps.add(new Step(from, Duration.ofMillis(Long.parseLong(step.group(2)))));
    }
    return new DelayPattern(steps);
  }

  private static String wrong(String text, String why) {
    return "option delayPattern is "
        + text
        + "; "
        + why
        + ". For example 1:5000;3:60000 waits 5 s before redeliveries 1 and 2, then 1 min";
  }

  /**
   * @param redelivery 1 for the first
   */
  Duration before(int redelivery) {
    Duration delay = Duration.ZERO;
    for (Step step : steps) {
      if (step.from() > redelivery) {
        break;
      }
      delay = step.delay();
    }
    return delay;
  }
}
