package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.provider.AnswerRule;
import io.dromedary.provider.Reply;
import io.dromedary.provider.Sender;
import io.dromedary.signature.Signer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of {@code send} ends when it is asked to, whatever the receiver does. */
class SendRunTest {
  private final CountDownLatch over = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init")
  private AnsweringServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new AnsweringServer(
            callback -> {
              boolean first = server.received().size() == 1;
              try {
                if (!first) {
                  over.await();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 200;
            });
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.close();
  }

  private SendRun run() {
    Signer signer = new Signer("itwin", "a-secret-of-at-least-32-characters");
    return new SendRun(
        new Sender("itwin", signer), URI.create(server.url()), null, AnswerRule.of("itwin"), false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void whoIsToldToEndDoesNotWaitForAnswers(int connections) throws Exception {
    SendRun run = run();
    long began = System.nanoTime();

    run.run(
        () -> new byte[] {'{', '}'},
        new SendRun.Pace(4, null, connections),
        done -> {},
        () -> run.answered() == 1 && server.received().size() > 1);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    assertThat(run.answered()).isEqualTo(1);
  }

  @Test
  void whatIsAnsweredAfterTheEndIsNotCounted() throws Exception {
    SendRun run = run();
    run.run(
        () -> new byte[] {'{', '}'},
        new SendRun.Pace(2, null, 2),
        done -> {},
        () -> run.answered() == 1 && server.received().size() > 1);

    run.count(new Reply(200, "late", Duration.ZERO));

    assertThat(run.answered()).isEqualTo(1);
  }
}
