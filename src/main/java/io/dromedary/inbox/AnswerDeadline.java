package io.dromedary.inbox;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in the provider's time even when the commit does not come. All deadlines have the same
 * length, so they expire in the order in which they began.
 */
final class AnswerDeadline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerDeadline.class);
  private static final Duration TICK = Duration.ofMillis(50);

  /** Something to be answered. */
  interface Pending {
    /** Whether it is answered; then it is forgotten. */
    boolean isDone();

    /** The deadline has passed. May come too late: answer only what is not answered. */
    void expire();
  }

  private record Entry(Pending pending, long expiresAt) {}

  private final long nanos;
  private final ConcurrentLinkedQueue<Entry> waiting = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dromedary-answer-deadline");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> ticking;

  AnswerDeadline(Duration deadline) {
    this.nanos = deadline.toNanos();
    this.ticking =
        ticker.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  void watch(Pending pending) {
    waiting.add(new Entry(pending, System.nanoTime() + nanos));
  }

  private void tick() {
    long now = System.nanoTime();
    Iterator<Entry> oldestFirst = waiting.iterator();
    while (oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next();
      if (!entry.pending.isDone()) {
        if (now - entry.expiresAt < 0) {
          return;
        }
        expire(entry.pending);
      }
      oldestFirst.remove();
    }
  }

  private static void expire(Pending pending) {
    try {
      pending.expire();
    } catch (RuntimeException e) {
      // One answer that cannot be given must not keep the others from theirs.
      LOG.error("Answering a callback at its deadline failed", e);
    }
  }

  @Override
  public void close() {
    ticking.cancel(false);
    ticker.shutdownNow();
    waiting.forEach(entry -> expire(entry.pending));
  }
}
