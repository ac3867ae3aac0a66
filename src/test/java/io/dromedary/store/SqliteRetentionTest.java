package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention on SQLite, and what it means for the file and for those who write meanwhile. */
class SqliteRetentionTest extends RetentionConformance {
  private static final Pace WITHOUT_REST = took -> {};

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }

  /** Accepts, routes and delivers many events at once. */
  private static void deliver(Store store, String round, int events, byte[] body, Instant at) {
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      writes.add(store.accept(key(round + "/" + i).body(body).receivedAt(at).event()));
    }
    await(writes);
    claimed(() -> store.claimEvents("itwin", events, at))
        .forEach(
            event ->
                writes.add(
                    store.settle(
                        new Settlement(
                            event,
                            at,
                            End.ROUTED,
                            Set.of(),
                            null,
                            List.of(new NewDelivery("a", null, null, null))))));
    await(writes);
    claimed(() -> store.claimDeliveries("a", events, at))
        .forEach(
            delivery ->
                writes.add(
                    store.record(
                        new AttemptRecord(
                            delivery,
                            1,
                            at,
                            Duration.ZERO,
                            Outcome.SUCCEEDED,
                            Decision.DELIVERED,
                            null,
                            null,
                            null))));
    await(writes);
  }

  /** All that is due; a claim ends where the bodies get too many. */
  private static <T> List<T> claimed(Supplier<List<T>> claim) {
    List<T> all = new ArrayList<>();
    for (List<T> some = claim.get(); !some.isEmpty(); some = claim.get()) {
      all.addAll(some);
    }
    return all;
  }

  private static void await(List<CompletableFuture<?>> writes) {
    writes.forEach(Journeys::got);
    writes.clear();
  }

  @Test
  void theFileStaysWithinABoundHoweverLongItIsInUse() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("used.db"))) {
      MovedClock clock = new MovedClock(T0);
      Retention retention =
          new Retention(store.database(), RetentionRules.DEFAULTS, clock, clock::nanos);
      List<Long> sizes = new ArrayList<>();
      for (int day = 0; day < 120; day++) {
        deliver(store, "day " + day, 100, new byte[2000], clock.instant());
        clock.pass(Duration.ofDays(1));
        retention.pass(WITHOUT_REST);
        sizes.add(StoreSize.of(store.database()).bytes());
      }

      long afterAMonth = sizes.get(35);
      assertThat(sizes.subList(36, sizes.size())).allMatch(size -> size < afterAMonth * 5 / 4);
      assertThat(new Journeys(store).rows("event")).isEqualTo(2900);
      assertThat(StoreSize.of(store.database()).walBytes()).isLessThan(80L << 20);
    }
  }

  @Test
  void whenMuchIsRemovedTheFileGetsSmaller() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("large.db"))) {
      MovedClock clock = new MovedClock(T0);
      Retention retention =
          new Retention(store.database(), RetentionRules.DEFAULTS, clock, clock::nanos);
      deliver(store, "many", 400, new byte[100_000], T0);
      retention.pass(WITHOUT_REST);
      clock.pass(Duration.ofDays(31));
      deliver(store, "one", 1, new byte[10], clock.instant());

      retention.pass(WITHOUT_REST);
      assertThat(retention.removed(Retention.Kind.EVENTS)).isEqualTo(400);

      // A checkpoint brings it from the log to the file.
      deliver(store, "rest", 1500, new byte[4000], clock.instant());
      assertThat(StoreSize.of(store.database()).bytes()).isLessThan(20L << 20);
    }
  }

  @Test
  void acceptsAreCommittedHardlyLaterWhileMuchIsRemoved() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("busy.db"))) {
      MovedClock clock = new MovedClock(T0);
      Retention retention =
          new Retention(store.database(), RetentionRules.DEFAULTS, clock, clock::nanos);
      for (int i = 0; i < 10; i++) {
        deliver(store, "old " + i, 1000, new byte[1500], T0);
      }
      clock.pass(Duration.ofDays(1));
      retention.pass(WITHOUT_REST);
      clock.pass(Duration.ofDays(30));
      List<Long> alone = accepts(store, "alone", clock.instant(), new AtomicBoolean());

      AtomicBoolean removing = new AtomicBoolean(true);
      AtomicLong steps = new AtomicLong();
      CompletableFuture<Void> removal =
          CompletableFuture.runAsync(
              () -> {
                try {
                  retention.pass(took -> steps.incrementAndGet());
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                } finally {
                  removing.set(false);
                }
              });
      List<Long> beside = accepts(store, "beside", clock.instant(), removing);
      Journeys.got(removal);

      assertThat(retention.removed(Retention.Kind.EVENTS)).isEqualTo(10_000);
      assertThat(steps).hasValueGreaterThan(100);
      assertThat(beside).as("accepts during the removal").hasSizeGreaterThan(50);
      // Even without any rest: each waits for a step, and none for all of them.
      assertThat(quantile(beside, 0.5)).isLessThan(10 * quantile(alone, 0.5));
      assertThat(quantile(beside, 1.0)).isLessThan(beside.stream().mapToLong(n -> n).sum() / 5);
    }
  }

  /** How long one accept after the other took, in nanoseconds. */
  private static List<Long> accepts(Store store, String name, Instant at, AtomicBoolean goOn) {
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 200 || goOn.get(); i++) {
      long began = System.nanoTime();
      Journeys.got(store.accept(key(name + i).body(new byte[1500]).receivedAt(at).event()));
      took.add(System.nanoTime() - began);
    }
    return took;
  }

  private static long quantile(List<Long> values, double quantile) {
    long[] sorted = values.stream().mapToLong(n -> n).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * quantile))];
  }
}
