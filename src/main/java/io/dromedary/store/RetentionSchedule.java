package io.dromedary.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is due from the store every few minutes, on a thread of its own. Thread-safe. */
public final class RetentionSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionSchedule.class);
  private static final Duration EVERY = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(2);

  private final Retention retention;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  private RetentionSchedule(Retention retention) {
    this.retention = retention;
    this.thread = new Thread(this::run, "dromedary-retention");
    this.thread.setDaemon(true);
  }

  /** Begins with the first pass. */
  public static RetentionSchedule start(Retention retention) {
    RetentionSchedule schedule = new RetentionSchedule(retention);
    schedule.thread.start();
    return schedule;
  }

  private void run() {
    try {
      do {
        pass();
      } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.trace("Retention is asked to end; what it did not get to is due after the next start");
    }
  }

  private void pass() throws InterruptedException {
    try {
      retention.pass(this::rest);
      failing = false;
    } catch (StoreException e) {
      if (!failing && closed.getCount() > 0) {
        LOG.warn(
            "What is due cannot be removed from the store, and is tried again every {} minutes: {}",
            EVERY.toMinutes(),
            e.getMessage());
      }
      failing = true;
    } catch (RuntimeException e) {
      LOG.error("Retention goes on after an unexpected failure", e);
    }
  }

  private void rest(Duration took) throws InterruptedException {
    if (closed.await(Pace.quarter(took).toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException();
    }
  }

  /** Asks it to end after the step it is at, and does not wait for that. */
  public void end() {
    closed.countDown();
    thread.interrupt();
  }

  /** Ends it after the step it is at. */
  @Override
  public void close() {
    end();
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn(
          "Retention has not ended within {} s; the step it is at is finished or taken back as a"
              + " whole",
          END.toSeconds());
    }
  }
}
