package io.dromedary.bench;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.NewEvent;
import io.dromedary.store.Settlement;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import io.dromedary.store.UntilKept;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Measures what an event costs the store on SQLite while a backlog builds up and is worked off: all
 * events are accepted first, then all are routed to one target, then all are delivered. Once with
 * ten thousand events, once with a million, in turns; the cost of an event should not depend on it.
 */
final class BacklogBenchmark {
  private static final int WARM_UP = 50_000;
  private static final int SMALL = 10_000;
  private static final int LARGE = Integer.getInteger("bench.backlog", 1_000_000);
  private static final int SMALL_ROUNDS = 5;
  private static final int IN_FLIGHT = 2_000;
  private static final int THREADS = 4;
  private static final String SOURCE = "itwin";
  private static final String TARGET = "target";
  private static final byte[] BODY = "x".repeat(400).getBytes(StandardCharsets.UTF_8);

  private final PrintStream out;

  private BacklogBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Runs it all and prints a table. */
  public static void main(String[] arguments) throws Exception {
    new BacklogBenchmark(System.out).run();
  }

  /** Microseconds an event. */
  private record Cost(double accept, double route, double deliver) {
    double total() {
      return accept + route + deliver;
    }
  }

  private void run() throws Exception {
    out.printf(
        "%s %s, Java %s, %d cores; SQLite, synchronous=FULL; microseconds an event%n%n",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    out.printf("%10s %10s %10s %10s %10s%n", "events", "accept", "route", "deliver", "total");
    measure(WARM_UP);
    double[] small = new double[SMALL_ROUNDS];
    for (int round = 0; round < SMALL_ROUNDS / 2; round++) {
      small[round] = show(SMALL).total();
    }
    double large = show(LARGE).total();
    for (int round = SMALL_ROUNDS / 2; round < SMALL_ROUNDS; round++) {
      small[round] = show(SMALL).total();
    }
    double median = Stream.of(box(small)).sorted().toList().get(SMALL_ROUNDS / 2);
    out.printf(
        "%n%d events: %.1f us each; %d events: %.1f us each (median); ratio %.2f%n",
        LARGE, large, SMALL, median, large / median);
  }

  private static Double[] box(double[] values) {
    return Arrays.stream(values).boxed().toArray(Double[]::new);
  }

  private Cost show(int events) throws Exception {
    Cost cost = measure(events);
    out.printf(
        "%10d %10.1f %10.1f %10.1f %10.1f%n",
        events, cost.accept, cost.route, cost.deliver, cost.total());
    return cost;
  }

  private static Cost measure(int events) throws Exception {
    Path folder = Files.createTempDirectory("dromedary-backlog-");
    try (Store store = SqliteStore.open(folder.resolve("dromedary.db"))) {
      double accept = micros(events, () -> accept(store, events));
      double route = micros(events, () -> route(store, events));
      double deliver = micros(events, () -> deliver(store, events));
      if (store.unrouted() != 0 || store.pendingDeliveries().getOrDefault(TARGET, 0L) != 0) {
        throw new IllegalStateException("something is left in " + folder);
      }
      return new Cost(accept, route, deliver);
    } finally {
      delete(folder);
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
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    for (int i = 0; i < events; i++) {
      room.acquire();
      store
          .accept(event("message-" + i))
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
