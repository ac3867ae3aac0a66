package io.dromedary.runtime;

import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.inbox.ClaimingConsumer;
import io.dromedary.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a runtime in order: nobody is refused who was let in, and the port answers until all that
 * was begun is committed. One deadline covers all of it, whatever hangs; what is not finished by
 * then is done again at the next start.
 */
final class GracefulStop {
  private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

  /** One second less than is promised, for the end of the process itself. */
  static final Duration LIMIT = Duration.ofSeconds(19);

  /** Of these 19 s, what is kept for the last commits, and for closing behind them. */
  private static final Duration FOR_COMMITS = Duration.ofSeconds(3);

  private static final Duration FOR_CLOSING = Duration.ofSeconds(2);

  private final Main main;
  private final CallbackHttpServer server;
  private final Store store;
  private final Runnable unlock;
  private final long deadline;

  /**
   * The time runs from here.
   *
   * @param unlock gives the data folder back; run when the store has closed, and not before
   */
  GracefulStop(Main main, CallbackHttpServer server, Store store, Runnable unlock) {
    this.main = main;
    this.server = server;
    this.store = store;
    this.unlock = unlock;
    this.deadline = System.nanoTime() + LIMIT.toNanos();
  }

  void run() {
    server.refuseNew();
    List<ClaimingConsumer<?>> consumers = consumers();
    consumers.forEach(ClaimingConsumer::stopClaiming);

    Duration patience = left(FOR_COMMITS.plus(FOR_CLOSING));
    List<Thread> ending = new ArrayList<>();
    ending.add(begin("callbacks", () -> server.drain(patience)));
    for (ClaimingConsumer<?> consumer : consumers) {
      ending.add(
          begin(consumer.getEndpoint().getEndpointBaseUri(), () -> consumer.finish(patience)));
    }
    // They end by themselves in that time; a little more lets them say what they left.
    ending.forEach(thread -> await(thread, left(FOR_COMMITS)));

    Thread flush = begin("store", this::closeStore);
    if (!await(flush, left(FOR_CLOSING))) {
      LOG.warn(
          "Stopping: the store could not commit what waits. None of it was answered 200, or it is"
              + " work that is done again at the next start");
    }
    Thread closing = begin("camel", this::stopCamel);
    if (!await(closing, left(Duration.ZERO))) {
      LOG.warn("Stopping: connections of routes are still open; they end with the process");
    }
  }

  private List<ClaimingConsumer<?>> consumers() {
    List<ClaimingConsumer<?>> consumers = new ArrayList<>();
    for (Route route : main.getCamelContext().getRoutes()) {
      if (route.getConsumer() instanceof ClaimingConsumer<?> consumer) {
        consumers.add(consumer);
      }
    }
    return consumers;
  }

  private void closeStore() {
    try {
      store.close();
    } finally {
      unlock.run();
    }
  }

  /** The routes have nothing left to do by now but what a user's own consumers have begun. */
  private void stopCamel() {
    main.getCamelContext()
        .getShutdownStrategy()
        .setTimeout(Math.max(1, left(Duration.ofSeconds(1)).toSeconds()));
    main.stop();
  }

  private static Thread begin(String what, Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (RuntimeException e) {
                LOG.warn("Stopping {}: {}", what, e.toString(), e);
              }
            },
            "dromedary-stop-" + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Whether it has ended in time. */
  private static boolean await(Thread thread, Duration patience) {
    try {
      thread.join(Math.max(1, patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** What is left of the time, less what others need of it. */
  private Duration left(Duration reserved) {
    long nanos = deadline - System.nanoTime() - reserved.toNanos();
    return Duration.ofNanos(Math.max(0, nanos));
  }
}
