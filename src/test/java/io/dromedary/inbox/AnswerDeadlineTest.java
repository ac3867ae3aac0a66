package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerDeadlineTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static final class Waiting implements AnswerDeadline.Pending {
    final AtomicInteger expired = new AtomicInteger();
    final AtomicLong expiredAt = new AtomicLong();
    volatile boolean done;
    volatile Runnable atExpiry = () -> {};

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public void expire() {
      expiredAt.set(System.nanoTime());
      expired.incrementAndGet();
      atExpiry.run();
    }
  }

  @Test
  void whatIsNotAnsweredExpiresAtTheDeadlineAndNotBefore() {
    Duration length = Duration.ofMillis(300);
    try (AnswerDeadline deadline = new AnswerDeadline(length)) {
      Waiting waiting = new Waiting();
      long began = System.nanoTime();
      deadline.watch(waiting);

      await().atMost(BOUND).untilAsserted(() -> assertThat(waiting.expired).hasValue(1));
      assertThat(waiting.expiredAt.get() - began).isGreaterThanOrEqualTo(length.toNanos());
    }
    // Not told a second time by the close.
  }

  @Test
  void whatIsAnsweredInTimeDoesNotExpire() {
    try (AnswerDeadline deadline = new AnswerDeadline(Duration.ofMillis(100))) {
      Waiting answered = new Waiting();
      answered.done = true;
      Waiting behindIt = new Waiting();
      deadline.watch(answered);
      deadline.watch(behindIt);

      await().atMost(BOUND).untilAsserted(() -> assertThat(behindIt.expired).hasValue(1));
      assertThat(answered.expired).hasValue(0);
    }
  }

  @Test
  void anAnswerThatCannotBeGivenKeepsNoOtherFromItsOwn() {
    try (AnswerDeadline deadline = new AnswerDeadline(Duration.ofMillis(50))) {
      Waiting broken = new Waiting();
      broken.atExpiry =
          () -> {
            throw new IllegalStateException("a mistake in the code");
          };
      Waiting next = new Waiting();
      deadline.watch(broken);
      deadline.watch(next);

      await().atMost(BOUND).untilAsserted(() -> assertThat(next.expired).hasValue(1));
      assertThat(broken.expired).hasValue(1);
    }
  }

  @Test
  void closingAnswersWhatStillWaits() {
    Waiting waiting = new Waiting();
    AnswerDeadline deadline = new AnswerDeadline(Duration.ofHours(1));
    deadline.watch(waiting);

    deadline.close();

    assertThat(waiting.expired).hasValue(1);
  }
}
