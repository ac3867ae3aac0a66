package io.dromedary.bench;

import io.dromedary.bench.load.Ids;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.NewEvent;
import io.dromedary.store.Settlement;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import io.dromedary.store.UntilKept;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes events through a store: all are accepted first, then all are routed to one target, then all
 * are delivered. So the backlog is as large as it can be.
 */
final class StoreCycle {
  private static final int IN_FLIGHT = 2_000;
  private static final int THREADS = 4;
  private static final String SOURCE = "itwin";
  private static final String TARGET = "target";
  private static final byte[] BODY = "x".repeat(400).getBytes(StandardCharsets.UTF_8);

  private StoreCycle() {}

  /** Microseconds an event. */
  record Cost(double accept, double route, double deliver) {
    double total() {
      return accept + route + deliver;
    }
  }

  /**
   * Measures a cycle in a new store.
   *
   * @param folder an empty one
   */
  static Cost measure(Path folder, int events) throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("dromedary.db"))) {
      double accept = micros(events, () -> accept(store, events));
      double route = micros(events, () -> route(store, events));
      double deliver = micros(events, () -> deliver(store, events));
      if (store.unrouted() != 0 || store.pendingDeliveries().getOrDefault(TARGET, 0L) != 0) {
        throw new IllegalStateException("something is left in " + folder);
      }
      return new Cost(accept, route, deliver);
    }
  }

  private interface Phase {
    void run() throws Exception;
  }

  private static double micros(int events, Phase phase) throws Exception {
    long began = System.nanoTime();
    phase.run();
    return (System.nanoTime() - began) / 1e3 / events;
  }

  private static void accept(Store store, int events) throws Exception {
    Ids ids = Entrant.newIds();
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    for (int i = 0; i < events; i++) {
      room.acquire();
      store
          .accept(event(ids.id(i)))
          .whenComplete(
              (accepted, failure) -> {
                if (failure != null) {
                  failed.set(failure);
                }
                room.release();
              });
    }
    room.acquire(IN_FLIGHT);
    if (failed.get() != null) {
      throw new IllegalStateException(failed.get());
    }
  }

  private static NewEvent event(String id) {
    Instant now = Instant.now();
    return new NewEvent(
        SOURCE,
        new NewEvent.DuplicateKey(id, now.plus(Duration.ofDays(7))),
        null,
        id,
        "iModels.iModelDeleted.v1",
        "iModels",
        "iModels",
        "webhook",
        now,
        now,
        null,
        null,
        null,
        BODY,
        null);
  }

  private static void route(Store store, int events) throws Exception {
    workOff(
        events,
        wake -> store.onEvents(SOURCE, wake),
        new ClaimLoop.Work<StoredEvent>() {
          @Override
          public List<StoredEvent> claim(int max) {
            return store.claimEvents(SOURCE, max, Instant.now());
          }

          @Override
          public void work(StoredEvent event, Runnable finished) {
            Settlement settlement =
                new Settlement(
                    event,
                    Instant.now(),
                    Settlement.End.ROUTED,
                    Set.of(),
                    null,
                    List.of(new Settlement.NewDelivery(TARGET, "route", null, null)));
            UntilKept.keep(() -> store.settle(settlement), owned -> finished.run(), finished);
          }

          @Override
          public void release(StoredEvent event) {
            store.releaseEvent(event);
          }
        });
  }

  private static void deliver(Store store, int events) throws Exception {
    workOff(
        events,
        wake -> store.onDeliveries(TARGET, wake),
        new ClaimLoop.Work<StoredDelivery>() {
          @Override
          public List<StoredDelivery> claim(int max) {
            return store.claimDeliveries(TARGET, max, Instant.now());
          }

          @Override
          public void work(StoredDelivery delivery, Runnable finished) {
            AttemptRecord attempt =
                new AttemptRecord(
                    delivery,
                    1,
                    Instant.now(),
                    Duration.ZERO,
                    AttemptRecord.Outcome.SUCCEEDED,
                    AttemptRecord.Decision.DELIVERED,
                    null,
                    null,
                    null);
            UntilKept.keep(() -> store.record(attempt), owned -> finished.run(), finished);
          }

          @Override
          public void release(StoredDelivery delivery) {
            store.releaseDelivery(delivery);
          }
        });
  }

  private interface Listening {
    Store.Registration to(Runnable wake);
  }

  private static <T> void workOff(int events, Listening listening, ClaimLoop.Work<T> work)
      throws Exception {
    CountDownLatch left = new CountDownLatch(events);
    ClaimLoop<T> loop =
        new ClaimLoop<>(
            "bench",
            THREADS,
            new ClaimLoop.Work<T>() {
              @Override
              public List<T> claim(int max) {
                return work.claim(max);
              }

              @Override
              public void work(T item, Runnable finished) {
                work.work(
                    item,
                    () -> {
                      finished.run();
                      left.countDown();
                    });
              }

              @Override
              public void release(T item) {
                work.release(item);
              }
            });
    Store.Registration registration = listening.to(loop::wake);
    try {
      loop.start();
      left.await();
    } finally {
      registration.close();
      loop.stop(Duration.ofSeconds(10));
    }
  }
}
