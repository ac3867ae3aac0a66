package io.dromedary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
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

  /** After a claim the next one gathers: a few rows at a time cost more than all that follows. */
  private static final Duration GATHER = Duration.ofMillis(3);

  /** Before a batch of any size. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  /** After which a pause sees that the loop is to stop. */
  private static final Duration SHORT_PAUSE = Duration.ofMillis(20);

  private static final int IN_HAND_PER_THREAD = 64;

  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  /** What the loop needs of its user. */
  public interface Work<T> {
    /** Claims at most {@code max} items. */
    List<T> claim(int max);

    /**
     * Whether items are worked on at all now. While they are not, none is claimed, and those that
     * wait for a thread are handed back.
     */
    default boolean ready() {
      return true;
    }

    /**
     * Does the work of one item.
     *
     * @param finished takes the item out of hand; to be run once, perhaps later and on another
     *     thread
     */
    void work(T item, Runnable finished);

    /** How long a thread is to pause before each item, in ns: others go first. */
    default long pauseNanos() {
      return 0;
    }

    /** Whether an item may stay due for some milliseconds, so that more are claimed at once. */
    default boolean gathers() {
      return true;
    }

    /** How many items one thread takes at most, if so many wait; more than one: as a batch. */
    default int batchSize() {
      return 1;
    }

    /**
     * Does the work of at least two items, by one thread and in the order of their claims.
     *
     * @throws RuntimeException unexpectedly; those that are not finished then are handed back
     */
    default void work(List<Taken<T>> batch) {
      batch.forEach(taken -> work(taken.item(), taken.finished()));
    }

    /** Hands back an item that was claimed and will not be worked on. */
    void release(T item);

    /** Says, once, that what is still worked on is about to be interrupted, because of the stop. */
    default void interrupting() {}
  }

  /**
   * An item of a batch.
   *
   * @param finished takes it out of hand; to be run once, perhaps later and on another thread
   */
  public record Taken<T>(T item, Runnable finished) {}

  private final String name;
  private final int threads;
  private final int maxInHand;
  private final Work<T> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicInteger inHand = new AtomicInteger();
  private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
  private boolean woken;
  private volatile boolean running;
  private boolean failing;
  private @Nullable ThreadPoolExecutor workers;
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
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, name + "-" + number.incrementAndGet()));
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

  private void run(ThreadPoolExecutor pool) {
    while (running) {
      boolean ready = work.ready();
      if (!ready) {
        handBackWaiting();
      }
      int room = maxInHand - inHand.get();
      List<T> claimed = ready && room >= maxInHand / 2 ? claim(room) : List.of();
      for (T item : claimed) {
        inHand.incrementAndGet();
        begin(pool, item);
      }
      if (claimed.isEmpty()) {
        await();
      } else if (claimed.size() < room / 2 && work.gathers()) {
        gather();
      }
    }
  }

  private void begin(ThreadPoolExecutor pool, T item) {
    waiting.add(item);
    try {
      pool.execute(this::workOnNext);
    } catch (RejectedExecutionException e) {
      handBackWaiting(); // the claim took longer than the stop waited for it
    }
  }

  /** Not by the threads themselves: these may all hang. */
  private void handBackWaiting() {
    T next;
    while ((next = waiting.poll()) != null) {
      handBack(next);
    }
  }

  private void handBack(T item) {
    try {
      work.release(item);
    } finally {
      finished();
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

  private void workOnNext() {
    T next = waiting.poll();
    if (next == null) {
      return; // another thread took it into its batch, or it was handed back
    }
    if (!running) {
      handBack(next);
      return;
    }
    List<T> batch = new ArrayList<>();
    int most = work.batchSize();
    while (next != null) {
      batch.add(next);
      next = batch.size() < most ? waiting.poll() : null;
    }
    pause(work.pauseNanos() * batch.size());
    if (batch.size() == 1) {
      workOn(batch.get(0));
    } else {
      workOn(batch);
    }
  }

  private void pause(long nanos) {
    long end = System.nanoTime() + Math.min(nanos, LONGEST_PAUSE.toNanos());
    for (long left = nanos; left > 0 && running; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, SHORT_PAUSE.toNanos()));
    }
  }

  private void workOn(T item) {
    try {
      work.work(item, this::finished);
    } catch (RuntimeException | Error e) {
      LOG.error("{} goes on after an unexpected failure; the item is due again", name, e);
      handBackLater(List.of(item));
    }
  }

  private void workOn(List<T> batch) {
    Set<T> unfinished =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    List<Taken<T>> taken = new ArrayList<>(batch.size());
    for (T item : batch) {
      unfinished.add(item);
      taken.add(
          new Taken<>(
              item,
              () -> {
                if (unfinished.remove(item)) {
                  finished();
                }
              }));
    }
    try {
      work.work(taken);
    } catch (RuntimeException | Error e) {
      LOG.error("{} goes on after an unexpected failure; its batch is due again", name, e);
      handBackLater(batch.stream().filter(unfinished::remove).toList());
    }
  }

  /** Not at once: the mistake is still there. */
  private void handBackLater(List<T> items) {
    LATER.execute(() -> items.forEach(this::handBack));
  }

  /** What wakes the loop meanwhile is looked for afterwards. */
  private void gather() {
    lock.lock();
    try {
      long left = GATHER.toNanos();
      while (running && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      lock.unlock();
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
   * Claims no more, hands back what was not begun and waits for what was. What has not ended when
   * nine tenths of the time are over is interrupted, and has the rest to say what became of it.
   *
   * @return whether all of it ended without being interrupted; what did not is due again after a
   *     restart, unless it still ended well
   */
  public boolean stop(Duration timeout) {
    stopClaiming();
    ThreadPoolExecutor pool = workers;
    if (pool == null) {
      return true;
    }
    workers = null;
    long began = System.nanoTime();
    boolean ended = false;
    try {
      ended = awaitEnd(pool, began + timeout.toNanos() / 10 * 9);
      if (!ended) {
        work.interrupting();
        pool.shutdownNow();
        awaitEnd(pool, began + timeout.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pool.shutdownNow();
    }
    return ended;
  }

  private boolean awaitEnd(ThreadPoolExecutor pool, long deadline) throws InterruptedException {
    boolean ended = claimerEnded.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    handBackWaiting();
    pool.shutdown();
    ended &= pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    return ended && awaitHand(deadline);
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
