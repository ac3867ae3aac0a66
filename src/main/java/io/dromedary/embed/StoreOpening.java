package io.dromedary.embed;

import io.dromedary.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a store: at once, and when that fails again and again on a thread of its own, since a
 * database may come up later than the application. Each reason for a failure is said once.
 */
final class StoreOpening implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(10);

  private final Supplier<OpenedStore> opener;
  private final Consumer<OpenedStore> arrived;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable OpenedStore opened;
  private volatile @Nullable String trouble;
  private @Nullable Thread thread;

  /**
   * Tries for the first time before it returns.
   *
   * @param opener opens the store, or throws a {@link StoreException} that says what to do
   * @param arrived told once, when it is open
   */
  StoreOpening(Supplier<OpenedStore> opener, Consumer<OpenedStore> arrived) {
    this.opener = opener;
    this.arrived = arrived;
  }

  void begin() {
    if (!open()) {
      Thread again = new Thread(this::repeat, "dromedary-store-opening");
      again.setDaemon(true);
      thread = again;
      again.start();
    }
  }

  /** Why it is not open; null when it is. */
  @Nullable String trouble() {
    return trouble;
  }

  private void repeat() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (open()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.trace("The store is not wanted any more");
    }
  }

  private synchronized boolean open() {
    if (closed.getCount() == 0) {
      return true;
    }
    try {
      OpenedStore store = opener.get();
      opened = store;
      if (trouble != null) {
        LOG.info("There is a store now, and callbacks are taken");
      }
      trouble = null;
      arrived.accept(store);
      return true;
    } catch (StoreException e) {
      failed(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | LinkageError e) {
      failed("opening the store failed unexpectedly: " + e, e);
    }
    return false;
  }

  private void failed(String reason, Throwable cause) {
    if (!reason.equals(trouble)) {
      LOG.error(
          "There is no store, so callbacks are answered 503 and nothing is delivered: {}. It is"
              + " tried again every {} s",
          reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason,
          EVERY.toSeconds());
      LOG.debug("Opening the store failed", cause);
    }
    trouble = reason;
  }

  @Override
  public void close() {
    closed.countDown();
    Thread again = thread;
    if (again != null) {
      again.interrupt();
      try {
        again.join(END.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      if (opened != null) {
        opened.close();
        opened = null;
      }
    }
  }
}
