package io.dromedary.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is due from the store and has it worked off by a bounded number of threads of its own.
 * An item is in hand from its claim until its work says that it is finished; the number in hand is
 * bounded, so that a slow worker leaves the rest in the store.
 *
 * @param <T> what is claimed
 */
public final class ClaimLoop<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);

  /** Retries become due without a commit that would wake the loop. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final int IN_HAND_PER_THREAD = 64;

  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  /** What the loop needs of its user. */
  public interface Work<T> {
    /** Claims at most {@code max} items. */
    List<T> claim(int max);

    /**
     * Does the work of one item.
     *
     * @param finished takes the item out of hand; to be run once, perhaps later and on another
     *     thread
     */
    void work(T item, Runnable finished);

    /** Hands back an item that was claimed and will not be worked on. */
    void release(T item);
  }

  private final String name;
  private final int threads;
  private final int maxInHand;
  private final Work<T> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicInteger inHand = new AtomicInteger();
  private boolean woken;
  private volatile boolean running;
  private boolean failing;
  private @Nullable ExecutorService workers;
  private CountDownLatch claimerEnded = new CountDownLatch(0);

  /**
   * @param name of the threads
   * @param threads how many items are worked on at once
   */
  public ClaimLoop(String name, int threads, Work<T> work) {
    this.name = name;
    this.threads = threads;
    this.maxInHand = threads * IN_HAND_PER_THREAD;
    this.work = work;
  }

  /** Begins to claim. */
  public void start() {
    running = true;
    AtomicInteger number = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, task -> daemon(task, name + "-" + number.incrementAndGet()));
    workers = pool;
    CountDownLatch ended = new CountDownLatch(1);
    claimerEnded = ended;
    Thread thread =
        daemon(
            () -> {
              try {
                run(pool);
              } finally {
                ended.countDown();
              }
            },
            name + "-claims");
    thread.start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Says that something may have become due. Never blocks for long. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finished() {
    if (inHand.decrementAndGet() == maxInHand / 2) {
      wake();
    }
    if (!running) {
      wake();
    }
  }

  /** How many items are in hand. */
  public int inHand() {
    return inHand.get();
  }

  private void run(ExecutorService pool) {
    while (running) {
      int room = maxInHand - inHand.get();
      List<T> claimed = room >= maxInHand / 2 ? claim(room) : List.of();
      for (T item : claimed) {
        inHand.incrementAndGet();
        pool.execute(() -> workOn(item));
      }
      if (claimed.isEmpty()) {
        await();
      }
    }
  }

  private List<T> claim(int max) {
    try {
      List<T> claimed = work.claim(max);
      failing = false;
      return claimed;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.error("{} cannot claim and keeps trying: {}", name, String.valueOf(e.getMessage()), e);
      }
      failing = true;
      return List.of();
    }
  }

  private void workOn(T item) {
    if (!running) {
      try {
        work.release(item);
      } finally {
        finished();
      }
      return;
    }
    try {
      work.work(item, this::finished);
    } catch (RuntimeException | Error e) {
      LOG.error("{} goes on after an unexpected failure; the item is due again", name, e);
      // Not at once: the mistake is still there.
      LATER.execute(
          () -> {
            work.release(item);
            finished();
          });
    }
  }

  private void await() {
    lock.lock();
    try {
      long left = POLL.toNanos();
      while (!woken && running && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      lock.unlock();
    }
  }

  /** Claims no more and hands back what was not begun, without waiting for what was. */
  public void stopClaiming() {
    running = false;
    wake();
  }

  /**
   * Claims no more, hands back what was not begun and waits for what was.
   *
   * @return whether all of it ended in time; what did not is interrupted, and is due again after a
   *     restart
   */
  public boolean stop(Duration timeout) {
    stopClaiming();
    boolean ended = false;
    ExecutorService pool = workers;
    if (pool == null) {
      return true;
    }
    try {
      long deadline = System.nanoTime() + timeout.toNanos();
      ended = claimerEnded.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
      pool.shutdown();
      ended &= pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      ended &= awaitHand(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      pool.shutdownNow();
    }
    workers = null;
    return ended;
  }

  private boolean awaitHand(long deadline) throws InterruptedException {
    lock.lock();
    try {
      long left = deadline - System.nanoTime();
      while (inHand.get() > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return inHand.get() <= 0;
    } finally {
      lock.unlock();
    }
  }
}
