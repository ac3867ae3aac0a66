package io.dromedary.delivery;

import static io.dromedary.delivery.OneTarget.BOUND;
import static io.dromedary.delivery.OneTarget.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Ordering;
import io.dromedary.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attempt that hangs: what becomes of it, of its delivery, of its target and of the others. */
class AttemptTimeoutTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicBoolean hangs = new AtomicBoolean(true);
  private final List<Boolean> interrupts = new CopyOnWriteArrayList<>();
  private Store store;
  private OneTarget target;
  private volatile @Nullable Throwable inTheEnd;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = OneTarget.store(folder);
    target = new OneTarget("a", store, policy(20), delivery -> deaf());
  }

  @AfterEach
  void close() {
    goOn.countDown();
    target.close();
    store.close();
  }

  /** Hangs in a client that an interrupt does not move, as a socket does. */
  private @Nullable Throwable deaf() {
    interrupts.add(Thread.currentThread().isInterrupted());
    boolean interrupted = false;
    while (hangs.get() && goOn.getCount() > 0) {
      try {
        goOn.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return inTheEnd;
  }

  private void underWay(int tries) {
    await().atMost(BOUND).until(() -> target.tries() == tries);
  }

  @Test
  void anAttemptThatHangsIsRecordedAtItsTimeOutAndNotBefore() {
    OneTarget.deliveries(store, 1, "a");
    target.start();
    underWay(1);

    target.pass(TIMEOUT.minusMillis(1));
    assertThat(target.attempts()).isEmpty();
    assertThat(target.stuck()).isZero();
    target.pass(Duration.ofMillis(1));

    AttemptRecord attempt = target.attempts(1).get(0);
    assertThat(attempt.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(attempt.decision()).isEqualTo(Decision.REDELIVER);
    assertThat(attempt.took()).isEqualTo(TIMEOUT);
    assertThat(attempt.attempts()).as("it counts").isEqualTo(1);
    assertThat(attempt.next()).isEqualTo(OneTarget.T0.plus(TIMEOUT).plus(Duration.ofHours(1)));
    assertThat(attempt.reason())
        .startsWith("no end after 30s, in ")
        .contains("AttemptTimeoutTest.deaf");
    await().atMost(BOUND).until(() -> target.inHand() == 0);
    assertThat(target.stuck()).as("its slot stays taken").isEqualTo(1);
    target.pass(Duration.ofMinutes(5));
    assertThat(target.attempts()).as("once").hasSize(1);
  }

  @Test
  void anAttemptThatHeedsTheInterruptFreesItsSlot() {
    target.close();
    target =
        new OneTarget(
            "a",
            store,
            eagerly(),
            delivery -> {
              interrupts.add(Thread.currentThread().isInterrupted());
              try {
                goOn.await(30, TimeUnit.SECONDS);
                return null;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return e;
              }
            });
    OneTarget.deliveries(store, 8, "a");
    target.start();
    underWay(2);

    for (int round = 1; round <= 3; round++) {
      target.pass(TIMEOUT);
      target.attempts(2 * round);
      underWay(2 * round + 2);
    }

    assertThat(interrupts)
        .as("an interrupt does not reach what the thread does next")
        .hasSize(8)
        .containsOnly(false);
    assertThat(target.stuck()).isZero();
    assertThat(target.attempts())
        .extracting(AttemptRecord::outcome)
        .containsOnly(Outcome.TIMED_OUT);
  }

  @Test
  void whenAllSlotsAreStuckTheTargetIsStalledUntilOneComesBack() {
    target.close();
    target = new OneTarget("a", store, eagerly(), delivery -> deaf());
    OneTarget.deliveries(store, 10, "a");
    target.start();
    underWay(2);
    target.pass(TIMEOUT);
    target.attempts(2);

    assertThat(target.stuck()).isEqualTo(2);
    await().atMost(BOUND).until(() -> target.inHand() == 0);
    target.pass(Duration.ofMinutes(10));
    await().during(Duration.ofMillis(100)).atMost(BOUND).until(() -> target.inHand() == 0);
    assertThat(target.tries()).as("nothing is claimed").isEqualTo(2);
    assertThat(target.number("select count(*) from delivery where tried > 0")).isEqualTo(2);

    hangs.set(false);
    goOn.countDown();
    await().atMost(BOUND).until(() -> target.stuck() == 0);
    target.pass(Duration.ofHours(3));
    await().atMost(BOUND).until(() -> target.pending() == 0);
    assertThat(target.number("select count(*) from delivery where state = 'delivered'"))
        .isEqualTo(10);
  }

  /** A circuit that does not open, so that what is seen is the stall. */
  private static TargetPolicy eagerly() {
    TargetPolicy policy = policy(20);
    return new TargetPolicy(
        policy.concurrency(),
        policy.attemptTimeout(),
        policy.redelivery(),
        new CircuitPolicy(1_000, Duration.ofSeconds(5), Duration.ofSeconds(60)),
        Ordering.NONE);
  }

  @Test
  void aHangingTargetDelaysNoOther() {
    OneTarget.deliveries(store, 500, "a", "b");
    try (OneTarget other = new OneTarget("b", store, policy(20), delivery -> null)) {
      target.start();
      underWay(2);
      other.start();
      await().atMost(BOUND).until(() -> other.pending() == 0);
      assertThat(other.stuck()).isZero();
    }
    assertThat(target.pending()).isEqualTo(500);
  }

  @Test
  void aLateSuccessIsRecordedAsSuchAndCompletesTheDelivery() {
    OneTarget.deliveries(store, 1, "a");
    target.start();
    underWay(1);
    target.pass(TIMEOUT);
    target.attempts(1);

    target.pass(Duration.ofSeconds(12));
    goOn.countDown();

    AttemptRecord late = target.attempts(2).get(1);
    assertThat(late.outcome()).isEqualTo(Outcome.LATE);
    assertThat(late.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(late.took()).isEqualTo(Duration.ofSeconds(42));
    assertThat(late.number()).isEqualTo(1);
    assertThat(target.pending()).isZero();
    assertThat(target.number("select count(*) from attempt where outcome = 'late'")).isEqualTo(1);
    assertThat(target.number("select count(*) from attempt")).isEqualTo(1);
    target.pass(Duration.ofHours(2));
    await().during(Duration.ofMillis(100)).atMost(BOUND).until(() -> target.inHand() == 0);
    assertThat(target.tries()).as("not repeated").isEqualTo(1);
    assertThat(target.stuck()).isZero();
  }

  @Test
  void aLateFailureChangesNothing() {
    OneTarget.deliveries(store, 1, "a");
    inTheEnd = new IOException("cut");
    target.start();
    underWay(1);
    target.pass(TIMEOUT);
    target.attempts(1);

    goOn.countDown();
    await().atMost(BOUND).until(() -> target.stuck() == 0);

    assertThat(target.attempts()).hasSize(1);
    assertThat(target.number("select count(*) from attempt where outcome = 'timed-out'"))
        .isEqualTo(1);
    inTheEnd = null;
    target.pass(Duration.ofHours(2));
    await().atMost(BOUND).until(() -> target.pending() == 0);
    assertThat(target.tries()).isEqualTo(2);
  }

  @Test
  void aLateSuccessAfterAnotherAttemptTookItsPlaceIsNotCountedTwice() {
    OneTarget.deliveries(store, 1, "a");
    target.start();
    underWay(1);
    target.pass(TIMEOUT);
    target.attempts(1);

    hangs.set(false); // for the second attempt; the first one still waits
    target.pass(Duration.ofHours(2));
    target.attempts(2);
    assertThat(target.pending()).isZero();
    goOn.countDown();

    await().atMost(BOUND).until(() -> target.discarded().size() == 1);
    assertThat(target.discarded().get(0).outcome()).isEqualTo(Outcome.LATE);
    assertThat(target.attempts())
        .extracting(AttemptRecord::outcome)
        .containsExactly(Outcome.TIMED_OUT, Outcome.SUCCEEDED);
    assertThat(target.number("select count(*) from delivery where state = 'delivered'"))
        .isEqualTo(1);
  }

  @Test
  void whatTheStopInterruptsIsNotCounted() {
    target.close();
    target =
        new OneTarget(
            "a",
            store,
            policy(0),
            delivery -> {
              try {
                goOn.await(30, TimeUnit.SECONDS);
                return null;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new IOException("while connecting", e);
              }
            });
    OneTarget.deliveries(store, 5, "a");
    target.start();
    underWay(2);

    assertThat(target.stop(Duration.ofSeconds(1))).isFalse();

    assertThat(target.attempts(2))
        .extracting(AttemptRecord::decision)
        .containsOnly(Decision.NOT_COUNTED);
    assertThat(target.number("select sum(attempts) from delivery")).isZero();
    assertThat(target.number("select sum(tried) from delivery")).isEqualTo(2);
    assertThat(store.claimDeliveries("a", 10, OneTarget.T0)).as("all due again").hasSize(5);
  }
}
