package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several nodes on one store. */
class PostgresNodesTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration SHORT_LEASE = Duration.ofSeconds(2);

  @SuppressWarnings("NullAway.Init")
  private static PostgresStores stores;

  private final PostgresStores.Schema schema = stores.schema();

  @BeforeAll
  static void startTheServer() throws Exception {
    stores = PostgresStores.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    stores.close();
  }

  private final List<PostgresStore> opened = new ArrayList<>();
  private final CountDownLatch thaw = new CountDownLatch(1);

  @AfterEach
  void closeTheNodes() {
    thaw.countDown();
    opened.forEach(PostgresStore::close);
  }

  private PostgresStore node(String name) {
    PostgresStore store = schema.open(name);
    opened.add(store);
    return store;
  }

  /** A node that renews its lease no more until it is thawed. */
  private PostgresStore frozenNode() {
    ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor();
    PostgresStore store = schema.open("frozen", SHORT_LEASE, renewals);
    opened.add(store);
    renewals.execute(
        () -> {
          try {
            thaw.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return store;
  }

  private static <T> T got(Future<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Settlement routed(StoredEvent event) {
    return new Settlement(
        event, T0, End.ROUTED, Set.of(), null, List.of(new NewDelivery("a", "route", null, null)));
  }

  private static AttemptRecord delivered(StoredDelivery delivery) {
    return new AttemptRecord(
        delivery,
        1,
        T0,
        Duration.ofMillis(1),
        Outcome.SUCCEEDED,
        Decision.DELIVERED,
        null,
        null,
        null);
  }

  private static StoredEvent accepted(Store at, String key) {
    got(at.accept(key(key).event()));
    List<StoredEvent> due = at.claimEvents("itwin", 10, T0);
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  @Test
  void nothingIsClaimedByTwoNodesAndNothingIsLeftOver() throws Exception {
    int events = 600;
    List<PostgresStore> nodes = List.of(node("a"), node("b"), node("c"));
    List<CompletableFuture<Accepted>> accepts = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      accepts.add(nodes.get(i % 3).accept(key("k" + i).event()));
    }
    accepts.forEach(PostgresNodesTest::got);
    Map<Long, AtomicInteger> routed = new ConcurrentHashMap<>();
    Map<Long, AtomicInteger> attempted = new ConcurrentHashMap<>();
    AtomicInteger kept = new AtomicInteger();

    List<CompletableFuture<Void>> working =
        nodes.stream()
            .map(
                node ->
                    CompletableFuture.runAsync(
                        () -> {
                          long end = System.nanoTime() + BOUND.toNanos();
                          while (kept.get() < events && System.nanoTime() < end) {
                            for (StoredEvent event : node.claimEvents("itwin", 20, T0)) {
                              count(routed, event.seq());
                              node.settle(routed(event));
                            }
                            for (StoredDelivery due : node.claimDeliveries("a", 20, T0)) {
                              count(attempted, due.id());
                              if (got(node.record(delivered(due)))) {
                                kept.incrementAndGet();
                              }
                            }
                          }
                        }))
            .toList();
    working.forEach(PostgresNodesTest::got);

    assertThat(kept).hasValue(events);
    assertThat(routed).hasSize(events);
    assertThat(routed.values()).allMatch(count -> count.get() == 1);
    assertThat(attempted).hasSize(events);
    assertThat(attempted.values()).allMatch(count -> count.get() == 1);
    assertThat(schema.number("select count(*) from delivery where state = 'delivered'"))
        .isEqualTo(events);
  }

  private static void count(Map<Long, AtomicInteger> counts, long id) {
    counts.computeIfAbsent(id, k -> new AtomicInteger()).incrementAndGet();
  }

  @Test
  void theAcceptingNodeRoutesAndAnyNodeDelivers() {
    PostgresStore one = node("one");
    PostgresStore two = node("two");
    got(one.accept(key("k").event()));

    assertThat(two.claimEvents("itwin", 10, T0)).isEmpty();
    StoredEvent event = one.claimEvents("itwin", 10, T0).get(0);
    got(one.settle(routed(event)));
    List<StoredDelivery> due = two.claimDeliveries("a", 10, T0);

    assertThat(due).hasSize(1);
    assertThat(one.claimDeliveries("a", 10, T0)).isEmpty();
    assertThat(got(two.record(delivered(due.get(0))))).isTrue();
  }

  @Test
  void whatAFrozenNodeHadIsTakenOverAfterItsLeaseAndItsResultsAreDiscarded() {
    PostgresStore frozen = frozenNode();
    StoredEvent routing = accepted(frozen, "routing");
    StoredEvent delivering = accepted(frozen, "delivering");
    got(frozen.settle(routed(delivering)));
    StoredDelivery attempt = frozen.claimDeliveries("a", 10, T0).get(0);
    got(frozen.accept(key("waiting").event()));
    PostgresStore other = node("other");
    assertThat(other.claimEvents("itwin", 10, T0)).isEmpty();
    assertThat(other.claimDeliveries("a", 10, T0)).isEmpty();
    assertThat(frozen.holds(attempt)).isTrue();

    List<StoredEvent> takenOver = new ArrayList<>();
    await()
        .atMost(BOUND)
        .until(
            () -> {
              takenOver.addAll(other.claimEvents("itwin", 10, T0));
              return takenOver.size() == 2;
            });
    List<StoredDelivery> attempts = new ArrayList<>();
    await()
        .atMost(BOUND)
        .until(
            () -> {
              attempts.addAll(other.claimDeliveries("a", 10, T0));
              return !attempts.isEmpty();
            });

    assertThat(frozen.holdsClaims()).as("it knows by itself").isFalse();
    assertThat(frozen.holds(attempt)).isFalse();
    assertThat(frozen.claimEvents("itwin", 10, T0)).as("it claims nothing").isEmpty();
    assertThat(got(frozen.settle(routed(routing)))).isFalse();
    assertThat(got(frozen.record(delivered(attempt)))).isFalse();
    assertThat(other.node().takenOver()).isEqualTo(3);
    takenOver.forEach(event -> assertThat(got(other.settle(routed(event)))).isTrue());
    assertThat(got(other.record(delivered(attempts.get(0))))).isTrue();
  }

  @Test
  void aThawedNodeGoesOnAsAnotherIncarnation() {
    PostgresStore frozen = frozenNode();
    long before = frozen.node().id();
    StoredEvent lost = accepted(frozen, "k");
    PostgresStore other = node("other");
    await().atMost(BOUND).until(() -> !other.claimEvents("itwin", 10, T0).isEmpty());

    thaw.countDown();
    await().atMost(BOUND).until(() -> frozen.node().leasesLost() == 1);

    assertThat(frozen.node().id()).isGreaterThan(before);
    assertThat(frozen.holdsClaims()).isTrue();
    assertThat(frozen.holds(lost)).as("others have it").isFalse();
    StoredEvent next = accepted(frozen, "next");
    assertThat(got(frozen.settle(routed(next)))).isTrue();
  }

  @Test
  void whatNobodyTookOverMeanwhileIsStillInTheHandsOfTheThawedNode() {
    PostgresStore frozen = frozenNode();
    StoredEvent event = accepted(frozen, "k");
    // The lease of the database ends a moment later than the node thinks.
    await().atMost(BOUND).until(() -> nodesThatAreGone() == 1);
    assertThat(frozen.holdsClaims()).isFalse();

    thaw.countDown();
    await().atMost(BOUND).until(() -> frozen.node().leasesLost() == 1);

    assertThat(frozen.holds(event)).isTrue();
    assertThat(frozen.claimEvents("itwin", 10, T0)).isEmpty();
    assertThat(got(frozen.settle(routed(event)))).isTrue();
  }

  private long nodesThatAreGone() throws Exception {
    return schema.number("select count(*) from node where lease_until <= clock_timestamp()");
  }

  @Test
  void aNodeThatClosesHandsEverythingBackAtOnce() {
    PostgresStore leaving = node("leaving");
    StoredEvent event = accepted(leaving, "k");
    got(leaving.settle(routed(event)));
    assertThat(leaving.claimDeliveries("a", 10, T0)).hasSize(1);
    accepted(leaving, "k2");
    PostgresStore staying = node("staying");

    leaving.close();

    assertThat(staying.claimEvents("itwin", 10, T0)).hasSize(1);
    assertThat(staying.claimDeliveries("a", 10, T0)).hasSize(1);
  }

  @Test
  void aFailedRunAndAFailedAttemptAreForAnyNode() {
    PostgresStore one = node("one");
    PostgresStore two = node("two");
    StoredEvent event = accepted(one, "k");

    got(one.postpone(new Postponement(event, 1, T0, "boom")));

    List<StoredEvent> again = two.claimEvents("itwin", 10, T0);
    assertThat(again).extracting(StoredEvent::runs).containsExactly(1);
    assertThat(got(one.settle(routed(event)))).as("it changed hands").isFalse();
    assertThat(got(two.settle(routed(again.get(0))))).isTrue();
  }

  @Test
  void aDeliveryWhoseClaimANodeDidNotHearOfIsDueAgain() throws Exception {
    PostgresStore one = node("one");
    got(one.settle(routed(accepted(one, "k1"))));
    StoredDelivery inHand = one.claimDeliveries("a", 10, T0).get(0);
    got(one.settle(routed(accepted(one, "k2"))));
    schema.execute(
        "update delivery set fence = fence + 1, owner = (select id from node)"
            + " where owner is null");

    await()
        .atMost(BOUND)
        .until(() -> one.claimDeliveries("a", 10, T0).stream().anyMatch(d -> d.id() > inHand.id()));
    assertThat(got(one.record(delivered(inHand)))).as("what is in hand stays there").isTrue();
  }

  @Test
  void nodesThatStartTogetherOnAnEmptyDatabaseMakeItsTablesOnce() throws Exception {
    List<CompletableFuture<PostgresStore>> starting =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> schema.open("node" + i)))
            .toList();

    starting.forEach(start -> opened.add(got(start)));

    assertThat(schema.number("select count(*) from dromedary_schema")).isEqualTo(1);
    assertThat(schema.number("select count(*) from node")).isEqualTo(4);
    got(opened.get(0).accept(key("k").event()));
  }

  @Test
  void twoNodesThatAreSentTheSameCallbacksStoreEachOnceAndDoNotDeadlock() throws Exception {
    int keys = 3000;
    PostgresStore one = node("one");
    PostgresStore two = node("two");
    final long deadlocks = deadlocks();
    List<CompletableFuture<Accepted>> accepts = new ArrayList<>();
    List<Integer> forwards = new ArrayList<>(IntStream.range(0, keys).boxed().toList());
    List<Integer> shuffled = new ArrayList<>(forwards);
    Collections.shuffle(shuffled, new Random(7));
    for (int i = 0; i < keys; i++) {
      accepts.add(one.accept(key("k" + forwards.get(i)).contentKey("c" + i % 100).event()));
      accepts.add(two.accept(key("k" + shuffled.get(i)).contentKey("c" + i % 100).event()));
    }

    long stored = accepts.stream().map(PostgresNodesTest::got).filter(Accepted::stored).count();

    assertThat(stored).isEqualTo(keys);
    assertThat(schema.number("select count(*) from event")).isEqualTo(keys);
    assertThat(one.isUp() && two.isUp()).isTrue();
    assertThat(deadlocks() - deadlocks).isZero();
  }

  private long deadlocks() throws Exception {
    return schema.number("select deadlocks from pg_stat_database where datname = 'postgres'");
  }

  @Test
  void whatOtherNodesDoIsCountedSoon() {
    PostgresStore one = node("one");
    PostgresStore two = node("two");
    got(one.accept(key("k1").event()));
    got(one.accept(key("k2").problem("unreadable").event()));

    await().atMost(BOUND).until(() -> two.unrouted() == 1);
    assertThat(two.deadLetters()).containsEntry(Stage.READ, 1L);
    StoredEvent event = one.claimEvents("itwin", 10, T0).get(0);
    got(one.settle(routed(event)));

    await().atMost(BOUND).until(() -> two.pendingDeliveries().getOrDefault("a", 0L) == 1);
    assertThat(two.unrouted()).isZero();
    got(two.record(delivered(two.claimDeliveries("a", 10, T0).get(0))));
    await().atMost(BOUND).until(() -> one.pendingDeliveries().getOrDefault("a", 0L) == 0);
  }
}
