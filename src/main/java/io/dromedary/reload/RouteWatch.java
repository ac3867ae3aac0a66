package io.dromedary.reload;

import io.dromedary.validation.RouteFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a folder from time to time, on a thread of its own, and reads its route files when they
 * have changed and are not being written any more.
 */
final class RouteWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);

  /** Whoever writes a file in place has it done by then, or is found out by the next look. */
  private static final Duration LONGEST_SETTLE = Duration.ofMillis(250);

  /** File systems that count time in seconds show nothing of a second change in the same one. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  private final Path folder;
  private final Duration interval;
  private final Duration settle;
  private final Consumer<RouteFiles> changed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ending = lock.newCondition();
  private final Thread thread;
  private boolean closed;
  private @Nullable FolderScan settled;
  private @Nullable String seen;
  private @Nullable Instant unsettledSince;
  private boolean told;
  private @Nullable Instant lookAgain;

  /**
   * @param changed is given what was read; on the thread of the watch
   */
  RouteWatch(Path folder, Duration interval, Consumer<RouteFiles> changed) {
    this.folder = folder;
    this.interval = interval;
    Duration half = interval.dividedBy(2);
    this.settle = half.compareTo(LONGEST_SETTLE) < 0 ? half : LONGEST_SETTLE;
    this.changed = changed;
    this.thread = new Thread(this::run, "dromedary-reload");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (pause(interval)) {
      try {
        look();
      } catch (RuntimeException | LinkageError e) {
        LOG.error("Looking at the route files goes on after an unexpected failure", e);
      }
    }
  }

  private void look() {
    FolderScan scan = FolderScan.of(folder);
    Instant again = lookAgain;
    boolean due = again != null && Instant.now().isAfter(again);
    if (scan.equals(settled) && !due) {
      return;
    }
    if (!pause(settle)) {
      return;
    }
    if (!FolderScan.of(folder).equals(scan)) {
      unsettled();
      return;
    }
    Instant reading = Instant.now();
    String contents = scan.contents();
    RouteFiles read = RouteFiles.read(folder);
    if (!FolderScan.of(folder).equals(scan)) {
      unsettled();
      return;
    }
    settled = scan;
    unsettledSince = null;
    told = false;
    lookAgain = scan.isYoungerThan(reading.minus(COARSE)) ? reading.plus(COARSE) : null;
    if (!contents.equals(seen)) {
      seen = contents;
      changed.accept(read);
    }
  }

  /** They are taken when they stay as they are. */
  private void unsettled() {
    Instant since = unsettledSince;
    Instant now = Instant.now();
    if (since == null) {
      unsettledSince = now;
    } else if (!told && now.isAfter(since.plus(LONG))) {
      told = true;
      LOG.warn(
          "Files in {} have been changing for more than {} s; an edit takes effect when they stay as"
              + " they are for {} ms",
          folder,
          LONG.toSeconds(),
          settle.toMillis());
    }
  }

  /** Whether it goes on afterwards. */
  private boolean pause(Duration time) {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!closed && left > 0) {
        left = ending.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Looks no more; what was begun has a second to end, and another one after an interrupt. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ending.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (Thread.currentThread() != thread) {
        thread.join(STOP_TIMEOUT.toMillis());
        thread.interrupt();
        thread.join(STOP_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
