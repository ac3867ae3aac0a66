package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a runtime waits for, and what it does not. */
class GracefulStopTest {
  private static final SentEvent EVENT = SentEvent.ofType("issues.issueCreated.v1");
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final RunningDromedary.Setup setup;

  GracefulStopTest(@TempDir Path folder) {
    setup = RunningDromedary.in(folder);
  }

  @Test
  void thePortAnswersUntilTheLastCommit() throws Exception {
    RunningDromedary dromedary = setup.with("dromedary.inbox.answerDeadline=200ms").start();
    CompletableFuture<Void> closed;
    try (Connection locking = dromedary.stored().connect();
        Statement statement = locking.createStatement()) {
      statement.execute("begin immediate");
      assertThat(dromedary.itwin().send(EVENT.body()).statusCode()).isEqualTo(503);

      closed = CompletableFuture.runAsync(dromedary::close);
      await().atMost(BOUND).until(GracefulStopTest::isClosingTheStore);
      HttpResponse<String> refused = dromedary.itwin().send(EVENT.body());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.headers().firstValue("Connection")).hasValue("close");
      assertThat(dromedary.get("/callbacks/nowhere").statusCode()).isEqualTo(503);
      assertThat(closed).isNotDone();

      statement.execute("rollback");
    }
    closed.get(BOUND.toSeconds(), TimeUnit.SECONDS);

    assertThatThrownBy(() -> dromedary.itwin().send(EVENT.body())).isInstanceOf(IOException.class);
    assertThat(dromedary.stored().events()).as("what waited is committed").hasSize(1);
  }

  @Test
  void aStoreThatStaysLockedDoesNotStretchIt() throws Exception {
    RunningDromedary dromedary = setup.with("dromedary.inbox.answerDeadline=200ms").start();
    try (Connection locking = dromedary.stored().connect();
        Statement statement = locking.createStatement()) {
      statement.execute("begin immediate");
      // Three groups, each of which waits for the lock for five seconds.
      for (int i = 0; i < 3; i++) {
        dromedary.itwin().send(EVENT.body());
      }
      long began = System.nanoTime();
      dromedary.close();

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
      statement.execute("rollback");
    }
    await().atMost(BOUND).until(() -> !isClosingTheStore());
    try (RunningDromedary again = setup.start()) {
      assertThat(again.itwin().send(EVENT.body()).statusCode()).isEqualTo(200);
    }
  }

  private static boolean isClosingTheStore() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("dromedary-stop-store"));
  }
}
