package io.dromedary.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the index of keys in order while a store is in use. */
final class KeyUpkeepThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyUpkeepThread.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final KeyUpkeep upkeep;
  private final Semaphore due = new Semaphore(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "dromedary-store-keys");

  private KeyUpkeepThread(KeyRecovery.Recovered recovered, Database database) {
    Steps steps = new Steps(database, took -> rest(Pace.quarter(took)), System::nanoTime);
    upkeep = new KeyUpkeep(recovered.index(), steps, recovered.lastId());
    recovered.index().onFull(due::release);
  }

  static KeyUpkeepThread start(KeyRecovery.Recovered recovered, Database database) {
    KeyUpkeepThread upkeep = new KeyUpkeepThread(recovered, database);
    upkeep.thread.setDaemon(true);
    upkeep.thread.start();
    return upkeep;
  }

  private void run() {
    try {
      while (true) {
        due.acquire();
        due.drainPermits();
        rest(Duration.ZERO);
        upkeep();
      }
    } catch (InterruptedException e) {
      LOG.trace("The upkeep of the index of keys ends; the next start goes on with it");
    }
  }

  private void upkeep() throws InterruptedException {
    try {
      upkeep.run();
    } catch (StoreClosedException e) {
      LOG.trace("The store was closed; the next start goes on with the upkeep of its keys", e);
    } catch (RuntimeException e) {
      LOG.warn(
          "Keys of new events stay in memory, since the store cannot write them down; that is tried"
              + " again: {}",
          e.toString());
      rest(AGAIN);
      due.release();
    }
  }

  /** Between two steps, and not at all once this is to end. */
  private void rest(Duration duration) throws InterruptedException {
    if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("the store is being closed");
    }
  }

  /** Ends after the step that is under way. */
  @Override
  public void close() {
    closed.countDown();
    due.release();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
