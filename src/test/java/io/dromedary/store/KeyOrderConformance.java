package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every store keeps the order of a key, whatever the database under it. */
abstract class KeyOrderConformance {
  private static final Instant LATER = T0.plus(Duration.ofDays(30));
  private static final int ALL = 10_000;

  private final List<Store> opened = new ArrayList<>();
  Store store;

  /** Opens an empty store the first time, and what is in it by then every other time. */
  abstract Store open();

  @BeforeEach
  void openTheStore() {
    store = open();
    opened.add(store);
  }

  @AfterEach
  void closeTheStores() {
    opened.forEach(Store::close);
  }

  static <T> T got(Future<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** An event that is about to be kept. */
  static NewEvent event(String id, @Nullable String orderKey) {
    NewEvent event = key(id).messageId(id).event();
    return new NewEvent(
        event.source(),
        event.duplicateKey(),
        event.contentKey(),
        event.messageId(),
        event.eventType(),
        event.system(),
        event.domain(),
        event.subscription(),
        event.enqueuedAt(),
        event.receivedAt(),
        event.contentEncoding(),
        event.headers(),
        orderKey,
        event.body(),
        event.problem());
  }

  /** Accepts events of one key, in this order. */
  private void accept(@Nullable String orderKey, String... ids) {
    for (String id : ids) {
      got(store.accept(event(id, orderKey)));
    }
  }

  private StoredEvent claimed(String id) {
    List<StoredEvent> due = store.claimEvents("itwin", ALL, LATER);
    StoredEvent wanted = null;
    for (StoredEvent event : due) {
      if (event.eventId().equals(id)) {
        wanted = event;
      } else {
        store.releaseEvent(event);
      }
    }
    if (wanted == null) {
      throw new AssertionError(id + " is not to be routed");
    }
    return wanted;
  }

  private void settle(String id, End end, String... targets) {
    got(store.settle(settlement(claimed(id), end, targets)));
  }

  static Settlement settlement(StoredEvent event, End end, String... targets) {
    return new Settlement(
        event,
        T0,
        end,
        Set.of(),
        null,
        Arrays.stream(targets).map(target -> new NewDelivery(target, null, null, null)).toList());
  }

  /** Accepts and routes events of one key. */
  private void route(@Nullable String orderKey, String target, String... ids) {
    accept(orderKey, ids);
    for (String id : ids) {
      settle(id, End.ROUTED, target);
    }
  }

  private List<StoredDelivery> claim(String target, Ordering ordering) {
    return store.claimDeliveries(target, ALL, T0, ordering);
  }

  private static List<String> ids(List<StoredDelivery> deliveries) {
    return deliveries.stream().map(delivery -> delivery.event().eventId()).toList();
  }

  private void deliver(StoredDelivery delivery) {
    assertThat(got(store.record(attempt(delivery, Decision.DELIVERED)))).isTrue();
  }

  static AttemptRecord attempt(StoredDelivery delivery, Decision decision) {
    boolean delivered = decision == Decision.DELIVERED;
    return new AttemptRecord(
        delivery,
        delivery.attempts() + 1,
        T0,
        Duration.ofMillis(7),
        delivered ? Outcome.SUCCEEDED : Outcome.FAILED,
        decision,
        decision == Decision.REDELIVER ? T0.plusSeconds(5) : null,
        delivered ? null : "refused",
        null);
  }

  /** Changes something by hand. */
  private void change(String sql, String eventId) {
    int changed =
        got(
            store
                .database()
                .change(
                    (connection, effects) -> {
                      try (PreparedStatement update = connection.prepareStatement(sql)) {
                        update.setString(1, eventId);
                        return update.executeUpdate();
                      }
                    }));
    assertThat(changed).isEqualTo(1);
  }

  private void setDelivery(String eventId, String state) {
    change(
        "update delivery set state = '"
            + state
            + "', generation = generation + 1, next_at = 0"
            + " where event_seq = (select seq from event where event_id = ?)",
        eventId);
  }

  // One after the other

  @ParameterizedTest
  @EnumSource(
      value = Ordering.class,
      names = {"BLOCK", "SKIP"})
  void ofOneKeyTheNextIsClaimedWhenTheOneBeforeIsDelivered(Ordering ordering) {
    route("k", "a", "1", "2", "3");

    for (String id : List.of("1", "2", "3")) {
      List<StoredDelivery> due = claim("a", ordering);
      assertThat(ids(due)).containsExactly(id);
      assertThat(claim("a", ordering)).isEmpty();
      deliver(due.get(0));
    }
    assertThat(claim("a", ordering)).isEmpty();
    assertThat(store.pendingDeliveries()).containsEntry("a", 0L);
  }

  @Test
  void withoutOrderingAllAreClaimedAtOnce() {
    route("k", "a", "1", "2", "3");

    assertThat(ids(store.claimDeliveries("a", ALL, T0))).containsExactly("1", "2", "3");
  }

  @Test
  void otherKeysOtherTargetsAndEventsWithoutAKeyDoNotWait() {
    route("k", "a", "1", "2");
    route("other", "a", "3", "4");
    route(null, "a", "5", "6");
    route("k", "b", "7", "8");

    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("1", "3", "5", "6");
    assertThat(ids(claim("b", Ordering.BLOCK))).containsExactly("7");
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
  }

  @Test
  void theOrderIsThatOfTheAcceptsAndNotThatOfTheRouting() {
    accept("k", "1", "2");
    settle("2", End.ROUTED, "a");
    assertThat(claim("a", Ordering.BLOCK)).as("1 is unrouted").isEmpty();
    settle("1", End.ROUTED, "a");

    List<StoredDelivery> due = claim("a", Ordering.BLOCK);
    assertThat(ids(due)).containsExactly("1");
    deliver(due.get(0));
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
  }

  @Test
  void anEarlierEventHoldsNothingWhenItIsRoutedToAnotherTargetOrToNone() {
    accept("k", "1", "2", "3");
    settle("3", End.ROUTED, "a");
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    settle("1", End.ROUTED, "b");
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    settle("2", End.UNROUTED);

    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("3");
  }

  @Test
  void aFailedOneHoldsItsKeyAndNoOtherUntilItIsTriedAgain() {
    route("k", "a", "1", "2");
    route("other", "a", "3", "4");
    List<StoredDelivery> due = claim("a", Ordering.SKIP);
    got(store.record(attempt(due.get(0), Decision.REDELIVER)));
    deliver(due.get(1));

    assertThat(ids(claim("a", Ordering.SKIP))).containsExactly("4");
    assertThat(ids(store.claimDeliveries("a", ALL, T0.plusSeconds(5), Ordering.SKIP)))
        .containsExactly("1");
  }

  @Test
  void whatIsHandedBackKeepsItsTurn() {
    route("k", "a", "1", "2");
    StoredDelivery first = claim("a", Ordering.BLOCK).get(0);

    store.releaseDelivery(first);

    // Handing back is a write of its own.
    List<String> next = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              next.addAll(ids(claim("a", Ordering.BLOCK)));
              return !next.isEmpty();
            });
    assertThat(next).containsExactly("1");
  }

  @Test
  void noMoreAreClaimedThanAskedForAndTheRestNextTime() {
    for (int i = 0; i < 5; i++) {
      route("k" + i, "a", "first" + i, "second" + i);
    }

    assertThat(ids(store.claimDeliveries("a", 2, T0, Ordering.BLOCK)))
        .containsExactly("first0", "first1");
    assertThat(ids(store.claimDeliveries("a", 2, T0, Ordering.BLOCK)))
        .containsExactly("first2", "first3");
    assertThat(ids(store.claimDeliveries("a", 2, T0, Ordering.BLOCK))).containsExactly("first4");
  }

  @Test
  void ofManyKeysWhoseFirstIsDeliveredTheNextAreAllClaimedAtOnce() {
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      writes.add(store.accept(event("e" + i, "k" + i % 100)));
    }
    writes.forEach(KeyOrderConformance::got);
    writes.clear();
    for (StoredEvent event : store.claimEvents("itwin", ALL, T0)) {
      writes.add(store.settle(settlement(event, End.ROUTED, "a")));
    }
    writes.forEach(KeyOrderConformance::got);
    writes.clear();
    List<StoredDelivery> firsts = claim("a", Ordering.BLOCK);
    assertThat(firsts).hasSize(100);
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();

    firsts.forEach(first -> writes.add(store.record(attempt(first, Decision.DELIVERED))));
    writes.forEach(KeyOrderConformance::got);

    assertThat(claim("a", Ordering.BLOCK)).hasSize(100);
  }

  @Test
  void theOrderHoldsAfterACrash() {
    route("k", "a", "1", "2", "3");
    deliver(claim("a", Ordering.BLOCK).get(0));
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
    openTheStore();

    List<StoredDelivery> due = claim("a", Ordering.BLOCK);
    assertThat(ids(due)).containsExactly("2");
    deliver(due.get(0));
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("3");
  }

  // Dead letters

  @Test
  void aDeadLetterHoldsItsKeyAndNoOtherWhenItBlocks() {
    route("k", "a", "1", "2");
    route("other", "a", "3", "4");
    List<StoredDelivery> due = claim("a", Ordering.BLOCK);
    got(store.record(attempt(due.get(0), Decision.DEAD)));
    got(store.record(attempt(due.get(1), Decision.DELIVERED)));

    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("4");
    assertThat(store.blockedKeys("a")).isEqualTo(1);
  }

  @Test
  void aDeadLetterHoldsNothingWhenItIsSkipped() {
    route("k", "a", "1", "2");
    got(store.record(attempt(claim("a", Ordering.SKIP).get(0), Decision.EXHAUSTED)));

    assertThat(ids(claim("a", Ordering.SKIP))).containsExactly("2");
    assertThat(store.blockedKeys("a")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"discarded", "delivered"})
  void aDeadLetterThatIsGoneHoldsItsKeyNoLonger(String state) {
    route("k", "a", "1", "2", "3");
    got(store.record(attempt(claim("a", Ordering.BLOCK).get(0), Decision.DEAD)));
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    openTheStore();
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();

    setDelivery("1", state);

    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
    assertThat(store.blockedKeys("a")).isZero();
  }

  @Test
  void aDeadLetterThatIsReplayedIsTheNextOfItsKey() {
    route("k", "a", "1", "2");
    got(store.record(attempt(claim("a", Ordering.BLOCK).get(0), Decision.DEAD)));
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();

    setDelivery("1", "pending");

    List<StoredDelivery> due = claim("a", Ordering.BLOCK);
    assertThat(ids(due)).containsExactly("1");
    deliver(due.get(0));
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
  }

  @Test
  void aParkedEventHoldsItsKeyWhenItBlocksAndNothingWhenItIsSkipped() {
    accept("k", "1", "2");
    settle("1", End.PARKED);
    settle("2", End.ROUTED, "a", "b");

    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    assertThat(ids(claim("b", Ordering.SKIP))).containsExactly("2");
    assertThat(store.blockedKeys("a")).isEqualTo(1);

    change("update event set state = 'discarded' where event_id = ?", "1");

    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
  }

  // Replays

  @Test
  void anEarlierOneThatIsReplayedGoesFirstAmongWhatIsPending() {
    route("k", "a", "1", "2", "3");
    deliver(claim("a", Ordering.BLOCK).get(0));
    StoredDelivery second = claim("a", Ordering.BLOCK).get(0);
    setDelivery("1", "pending");

    assertThat(claim("a", Ordering.BLOCK)).as("2 is in hand").isEmpty();
    deliver(second);
    List<StoredDelivery> due = claim("a", Ordering.BLOCK);
    assertThat(ids(due)).containsExactly("1");
    deliver(due.get(0));
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("3");
  }

  @Test
  void anEventThatIsRoutedOnceMoreHoldsTheLaterOnesUntilItIsDelivered() {
    route("k", "a", "1", "2");
    deliver(claim("a", Ordering.SKIP).get(0));
    change(
        "update event set state = 'accepted', generation = generation + 1, next_at = 0"
            + " where event_id = ?",
        "1");

    assertThat(claim("a", Ordering.SKIP)).isEmpty();
    settle("1", End.ROUTED, "a");
    List<StoredDelivery> due = claim("a", Ordering.SKIP);
    assertThat(ids(due)).containsExactly("1");
    deliver(due.get(0));
    assertThat(ids(claim("a", Ordering.SKIP))).containsExactly("2");
  }

  // Changes of the ordering

  @Test
  void whenATargetKeepsNoOrderAnyMoreAllAreClaimedAtOnce() {
    route("k", "a", "1", "2", "3");
    store.releaseDelivery(claim("a", Ordering.BLOCK).get(0));

    assertThat(ids(claim("a", Ordering.NONE))).containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void whenATargetKeepsNoOrderAnyMoreAfterARestartAllAreClaimedAtOnce() {
    route("k", "a", "1", "2", "3");
    assertThat(claim("a", Ordering.BLOCK)).hasSize(1);
    openTheStore();

    assertThat(ids(claim("a", Ordering.NONE))).containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void whenDeadLettersAreSkippedFromNowOnWhatTheyHeldIsClaimed() {
    route("k", "a", "1", "2");
    got(store.record(attempt(claim("a", Ordering.BLOCK).get(0), Decision.DEAD)));
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    openTheStore();

    assertThat(ids(claim("a", Ordering.SKIP))).containsExactly("2");
  }

  // Wake-ups

  @Test
  void theNextOfAKeyWakesItsTarget() {
    route("k", "a", "1", "2", "3");
    StoredDelivery first = claim("a", Ordering.BLOCK).get(0);
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    CompletableFuture<Void> woken = new CompletableFuture<>();
    store.onDeliveries("a", () -> woken.complete(null));

    deliver(first);

    got(woken);
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
  }

  @Test
  void anEventThatEndsWithoutADeliveryWakesThoseThatItHeld() {
    accept("k", "1", "2");
    settle("2", End.ROUTED, "a");
    assertThat(claim("a", Ordering.BLOCK)).isEmpty();
    CompletableFuture<Void> woken = new CompletableFuture<>();
    store.onDeliveries("a", () -> woken.complete(null));

    settle("1", End.UNROUTED);

    got(woken);
    assertThat(ids(claim("a", Ordering.BLOCK))).containsExactly("2");
  }

  // Many at once

  /**
   * What was recorded of one key at one target, and whether two of it were ever in hand at once.
   */
  private static final class Line {
    private final List<Long> ended = new ArrayList<>();
    private final AtomicInteger inHand = new AtomicInteger();
    private volatile boolean overlapped;

    void begin() {
      overlapped |= inHand.incrementAndGet() > 1;
    }

    synchronized void end(StoredDelivery delivery) {
      ended.add(delivery.event().seq());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverFailsAndHoweverManyWorkEachKeyIsRecordedInTheOrderOfItsAccepts(long seed)
      throws Exception {
    assertTheOrderHolds(seed, List.of(store));
  }

  /** Accepts, routes and delivers at each of the stores, which share what they hold. */
  static void assertTheOrderHolds(long seed, List<Store> nodes) throws Exception {
    int events = 600;
    Map<String, Line> lines = new ConcurrentHashMap<>();
    AtomicInteger left = new AtomicInteger(2 * events);
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Store node = nodes.get(i);
        long own = seed * 100 + i * 10L;
        work.add(pool.submit(() -> accept(node, own, events / nodes.size(), new Random(own))));
        work.add(pool.submit(() -> route(node, left, new Random(own + 1))));
        work.add(pool.submit(() -> route(node, left, new Random(own + 2))));
        for (int j = 0; j < 4; j++) {
          Random random = new Random(own + 3 + j);
          Ordering ordering = j % 2 == 0 ? Ordering.BLOCK : Ordering.SKIP;
          work.add(pool.submit(() -> work(node, ordering, left, lines, random)));
        }
      }
      for (Future<?> one : work) {
        one.get(120, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(lines).hasSize(24);
    lines.forEach(
        (name, line) -> {
          assertThat(line.ended).as(name).isSorted();
          assertThat(line.overlapped).as(name).isFalse();
        });
    assertThat(lines.values().stream().mapToInt(line -> line.ended.size()).sum())
        .isGreaterThan(events);
  }

  private static void accept(Store node, long seed, int events, Random random) {
    for (int i = 0; i < events; i++) {
      String key = random.nextInt(10) == 0 ? null : "k" + random.nextInt(12);
      CompletableFuture<Accepted> accepting = node.accept(event(seed + "e" + i, key));
      if (i % 8 == 0) {
        got(accepting);
      }
    }
  }

  private static void route(Store node, AtomicInteger left, Random random) {
    while (left.get() > 0) {
      for (StoredEvent event : node.claimEvents("itwin", 7, LATER)) {
        if (random.nextInt(4) == 0) {
          got(node.postpone(new Postponement(event, event.runs() + 1, T0, "boom")));
        } else {
          node.settle(settlement(event, End.ROUTED, "a", "b"));
        }
      }
    }
  }

  private static void work(
      Store node, Ordering ordering, AtomicInteger left, Map<String, Line> lines, Random random) {
    String target = ordering == Ordering.BLOCK ? "a" : "b";
    while (left.get() > 0) {
      for (StoredDelivery delivery : node.claimDeliveries(target, 5, LATER, ordering)) {
        String key = delivery.event().orderKey();
        Line line = key == null ? new Line() : lines.computeIfAbsent(target + key, k -> new Line());
        line.begin();
        Decision decision =
            random.nextInt(4) == 0
                ? Decision.REDELIVER
                : ordering == Ordering.SKIP && random.nextInt(8) == 0
                    ? Decision.DEAD
                    : Decision.DELIVERED;
        if (decision != Decision.REDELIVER) {
          line.end(delivery);
          left.decrementAndGet();
        }
        line.inHand.decrementAndGet();
        node.record(attempt(delivery, decision));
      }
    }
  }
}
