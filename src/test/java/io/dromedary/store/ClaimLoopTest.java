package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimLoopTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** Numbers to be worked off. */
  private static class Numbers implements ClaimLoop.Work<Integer> {
    final Queue<Integer> due = new ConcurrentLinkedQueue<>();
    final List<Integer> claimed = new CopyOnWriteArrayList<>();
    final List<Integer> begun = new CopyOnWriteArrayList<>();
    final List<Integer> released = new CopyOnWriteArrayList<>();
    volatile Runnable atClaim = () -> {};
    volatile Runnable finished = () -> {};
    volatile IntConsumer work = number -> finished.run();

    @Override
    public List<Integer> claim(int max) {
      List<Integer> taken = new ArrayList<>();
      Integer next;
      while (taken.size() < max && (next = due.poll()) != null) {
        taken.add(next);
      }
      claimed.addAll(taken);
      atClaim.run();
      return taken;
    }

    @Override
    public void work(Integer number, Runnable finished) {
      this.finished = finished;
      begun.add(number);
      work.accept(number);
    }

    @Override
    public void release(Integer number) {
      released.add(number);
    }
  }

  private final Numbers numbers = new Numbers();
  private final ClaimLoop<Integer> loop = new ClaimLoop<>("loop-under-test", 1, numbers);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void stop() {
    goOn.countDown();
    loop.stop(Duration.ofSeconds(1));
  }

  private void due(int count) {
    for (int i = 0; i < count; i++) {
      numbers.due.add(i);
    }
  }

  private void block() {
    try {
      goOn.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void allThatIsDueIsWorkedOffOnceAndInOrder() {
    due(1000);
    loop.start();

    await().atMost(BOUND).until(() -> numbers.begun.size() == 1000);
    assertThat(numbers.begun).isSorted().doesNotHaveDuplicates();
    await().atMost(BOUND).until(() -> loop.inHand() == 0);
    assertThat(numbers.released).isEmpty();
  }

  @Test
  void whatIsInHandIsBoundedAndTheRestStaysWhereItIs() {
    numbers.work = number -> {};
    due(1000);
    loop.start();

    await()
        .atMost(BOUND)
        .until(() -> numbers.begun.size() == numbers.claimed.size() && loop.inHand() > 0);
    loop.wake();
    await().during(Duration.ofMillis(700)).atMost(BOUND).until(() -> loop.inHand() <= 64);
    assertThat(numbers.claimed).hasSize(loop.inHand());
    assertThat(numbers.due).hasSize(1000 - loop.inHand());

    for (int i = 0; i < 64; i++) {
      numbers.finished.run();
    }
    await().atMost(BOUND).until(() -> numbers.claimed.size() == 128);
    for (int i = 0; i < 64; i++) {
      numbers.finished.run();
    }
  }

  @Test
  void stoppingHandsBackWhatWasNotBegunAndWaitsForWhatWas() {
    numbers.work =
        number -> {
          block();
          numbers.finished.run();
        };
    due(10);
    loop.start();
    await().atMost(BOUND).until(() -> numbers.begun.size() == 1 && loop.inHand() == 10);

    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> loop.stop(BOUND));
    await().during(Duration.ofMillis(100)).atMost(BOUND).until(() -> !stopped.isDone());
    due(1);
    goOn.countDown();

    assertThat(stopped.join()).isTrue();
    assertThat(numbers.begun).containsExactly(0);
    assertThat(numbers.released).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(loop.inHand()).isZero();
    assertThat(numbers.claimed).as("claims no more").hasSize(10);
  }

  @Test
  void stoppingWaitsForItemsThatAreFinishedLaterOnAnotherThread() {
    numbers.work = number -> {};
    due(1);
    loop.start();
    await().atMost(BOUND).until(() -> numbers.begun.size() == 1);

    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> loop.stop(BOUND));
    await().during(Duration.ofMillis(100)).atMost(BOUND).until(() -> !stopped.isDone());
    numbers.finished.run();

    assertThat(stopped.join()).isTrue();
  }

  @Test
  void stoppingGivesUpAndInterruptsWhatDoesNotEndInTime() {
    AtomicBoolean interrupted = new AtomicBoolean();
    numbers.work =
        number -> {
          block();
          interrupted.set(Thread.currentThread().isInterrupted());
          numbers.finished.run();
        };
    due(1);
    loop.start();
    await().atMost(BOUND).until(() -> numbers.begun.size() == 1);

    assertThat(loop.stop(Duration.ofMillis(100))).isFalse();
    await().atMost(BOUND).untilTrue(interrupted);
  }

  @Test
  void stoppingWhatWasNeverStartedIsNoMistake() {
    assertThat(loop.stop(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void aClaimThatFailsIsTriedAgain() {
    AtomicInteger failures = new AtomicInteger(2);
    numbers.atClaim =
        () -> {
          if (failures.getAndDecrement() > 0) {
            throw new StoreException("reading", null);
          }
        };
    loop.start();
    await().atMost(BOUND).until(() -> failures.get() < 0);
    due(1);
    loop.wake();

    await().atMost(BOUND).until(() -> numbers.begun.size() == 1);
  }

  @Test
  void workThatFailsIsHandedBackAndTheLoopGoesOn() {
    numbers.work =
        number -> {
          if (number == 0) {
            throw new IllegalStateException("a mistake in the code");
          }
          if (number == 1) {
            throw new StackOverflowError("a mistake in the code");
          }
          numbers.finished.run();
        };
    due(4);
    loop.start();

    await().atMost(BOUND).until(() -> numbers.begun.size() == 4 && loop.inHand() == 0);
    assertThat(numbers.released).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aWakeUpDuringAClaimIsNotLost() {
    loop.start();
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      int number = i;
      AtomicBoolean once = new AtomicBoolean();
      // Due just after the claim looked, and told while it was looking.
      numbers.atClaim =
          () -> {
            if (once.compareAndSet(false, true)) {
              numbers.due.add(number);
              loop.wake();
            }
          };
      loop.wake();
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(BOUND)
          .until(() -> numbers.begun.contains(number));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("20 times the poll are 10 s")
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void whatBecomesDueWithoutAWakeUpIsFoundAllTheSame() {
    loop.start();
    await().atMost(BOUND).until(() -> loop.inHand() == 0);
    due(1);

    await().atMost(BOUND).until(() -> numbers.begun.size() == 1);
  }

  @Test
  void aThreadTakesABatchOfWhatWaitsInTheOrderOfItsClaims() {
    List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    Numbers batched =
        new Numbers() {
          @Override
          public int batchSize() {
            return 10;
          }

          @Override
          public void work(List<ClaimLoop.Taken<Integer>> batch) {
            batches.add(batch.stream().map(ClaimLoop.Taken::item).toList());
            batch.forEach(taken -> taken.finished().run());
          }
        };
    for (int i = 0; i < 1000; i++) {
      batched.due.add(i);
    }
    ClaimLoop<Integer> batching = new ClaimLoop<>("batches-under-test", 1, batched);
    batching.start();

    await()
        .atMost(BOUND)
        .until(() -> batches.stream().mapToInt(List::size).sum() + batched.begun.size() == 1000);
    await().atMost(BOUND).until(() -> batching.inHand() == 0);
    batching.stop(Duration.ofSeconds(1));
    assertThat(batches).as("most of them waited").hasSizeGreaterThan(50);
    assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(2, 10).isSorted());
    List<Integer> all = new ArrayList<>(batched.begun);
    batches.forEach(all::addAll);
    assertThat(all).hasSize(1000).doesNotHaveDuplicates();
  }

  @Test
  void whatABatchLeftUnfinishedWhenItFailedIsHandedBackOnce() {
    Numbers failing =
        new Numbers() {
          @Override
          public int batchSize() {
            return 1000;
          }

          @Override
          public void work(List<ClaimLoop.Taken<Integer>> batch) {
            batch.get(0).finished().run();
            throw new IllegalStateException("a mistake");
          }
        };
    CountDownLatch first = new CountDownLatch(1);
    failing.work =
        number -> {
          try {
            first.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          failing.finished.run();
        };
    ClaimLoop<Integer> batching = new ClaimLoop<>("failing-batch-under-test", 1, failing);
    for (int i = 0; i < 20; i++) {
      failing.due.add(i);
    }
    batching.start();
    await().atMost(BOUND).until(() -> failing.claimed.size() == 20);
    first.countDown();

    await().atMost(BOUND).until(() -> batching.inHand() == 0);
    batching.stop(Duration.ofSeconds(1));
    assertThat(failing.released).isNotEmpty().doesNotHaveDuplicates();
    assertThat(failing.begun.size() + 1 + failing.released.size()).isEqualTo(20);
  }
}
