package io.dromedary.proof;

import static io.dromedary.proof.Parameters.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Waits until a child has nothing left to do; however long that takes, as long as it gets on. */
final class Drain {
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);
  private static final Duration SAY_EVERY = Duration.ofSeconds(5);

  private Drain() {}

  static void await(ChildProcess child) {
    Progress progress = new Progress();
    Awaitility.await()
        .atMost(Duration.ofHours(2))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              double left =
                  Installation.metric(child, "dromedary_unrouted")
                      + Installation.metric(child, "dromedary_backlog");
              assertThat(progress.isMadeTo(left))
                  .as("whether the last %.0f get on%s", left, Said.end(child))
                  .isTrue();
              return left == 0;
            });
  }

  private static final class Progress {
    private double least = Double.MAX_VALUE;
    private long leastSince = System.nanoTime();
    private long saidAt = System.nanoTime();

    boolean isMadeTo(double left) {
      long now = System.nanoTime();
      if (left < least) {
        least = left;
        leastSince = now;
      }
      if (now - saidAt > SAY_EVERY.toNanos()) {
        say("%.0f to be routed or delivered".formatted(left));
        saidAt = now;
      }
      return now - leastSince < LONGEST_STANDSTILL.toNanos();
    }
  }
}
