package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.WINDOW;
import static io.dromedary.store.NewEvents.key;
import static io.dromedary.store.NewEvents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, whatever the database under it. */
abstract class StoreConformance {
  private static final Instant LATER = T0.plus(Duration.ofDays(30));
  private static final int ALL = 10_000;
  private static final Duration BOUND = Duration.ofSeconds(20);

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

  /** The process is gone without a word, and another one starts. */
  private void crash() {
    openTheStore();
  }

  private static <T> T got(Future<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Accepted accept(NewEvents event) {
    return got(store.accept(event.event()));
  }

  private List<StoredEvent> claimAll(String source) {
    return store.claimEvents(source, ALL, LATER);
  }

  /** Accepts one event and claims it. */
  private StoredEvent claimed(NewEvents event) {
    accept(event);
    List<StoredEvent> due = claimAll(event.source());
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private static Settlement routed(StoredEvent event, String... targets) {
    return new Settlement(
        event,
        T0,
        End.ROUTED,
        Set.of(),
        null,
        Arrays.stream(targets).map(target -> new NewDelivery(target, null, null, null)).toList());
  }

  /** Accepts, claims and settles one event. */
  private StoredEvent route(String key, String... targets) {
    StoredEvent event = claimed(key(key));
    got(store.settle(routed(event, targets)));
    return event;
  }

  private StoredDelivery delivery(String target) {
    List<StoredDelivery> due = store.claimDeliveries(target, ALL, LATER);
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private static AttemptRecord attempt(
      StoredDelivery delivery, DeliveryState state, @Nullable Instant next) {
    boolean delivered = state == DeliveryState.DELIVERED;
    return new AttemptRecord(
        delivery,
        delivery.attempts() + 1,
        T0,
        Duration.ofMillis(7),
        delivered ? Outcome.SUCCEEDED : Outcome.FAILED,
        delivered
            ? Decision.DELIVERED
            : state == DeliveryState.DEAD ? Decision.EXHAUSTED : Decision.REDELIVER,
        next,
        delivered ? null : "refused",
        null);
  }

  /** As if it had been claimed. */
  private static StoredEvent never(long seq) {
    return new StoredEvent(
        seq, 1, "itwin", "m", "t", "s", "d", null, null, T0, null, new byte[0], 0);
  }

  private static <K> Map<K, Long> withoutZeros(Map<K, Long> counts) {
    Map<K, Long> rest = new HashMap<>(counts);
    rest.values().removeIf(count -> count == 0);
    return rest;
  }

  // Accept

  @Test
  void aNewEventIsStoredAndWaitsToBeRouted() {
    Accepted accepted = accept(key("k"));

    assertThat(accepted.stored()).isTrue();
    assertThat(accepted.parked()).isFalse();
    assertThat(accepted.marks()).isEmpty();
    assertThat(store.unrouted()).isEqualTo(1);
    assertThat(claimAll("itwin"))
        .extracting(StoredEvent::eventId)
        .containsExactly(accepted.eventId());
  }

  @Test
  void anEventIsKeptWithAllThatWasReadFromIt() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    Instant enqueued = Instant.parse("2023-11-03T20:07:01.123Z");
    got(
        store.accept(
            new NewEvent(
                "aps",
                new DuplicateKey("k", T0.plus(WINDOW)),
                null,
                "message-1",
                "dm.version.added",
                "adsk.c4r",
                "c4r",
                "hook \u00fc \ud83d\udc2a",
                enqueued,
                T0.plusMillis(7),
                "gzip",
                "{\"x\":\"y\"}",
                "aps:order \u00fc",
                everyByte,
                null)));

    StoredEvent event = claimAll("aps").get(0);

    assertThat(event.source()).isEqualTo("aps");
    assertThat(event.eventId()).isEqualTo("message-1");
    assertThat(event.orderKey()).isEqualTo("aps:order \u00fc");
    assertThat(event.eventType()).isEqualTo("dm.version.added");
    assertThat(event.system()).isEqualTo("adsk.c4r");
    assertThat(event.domain()).isEqualTo("c4r");
    assertThat(event.subscription()).isEqualTo("hook \u00fc \ud83d\udc2a");
    assertThat(event.enqueuedAt()).isEqualTo(enqueued);
    assertThat(event.receivedAt()).isEqualTo(T0.plusMillis(7));
    assertThat(event.body()).isEqualTo(everyByte);
    assertThat(event.runs()).isZero();
  }

  @Test
  void whatACallbackDoesNotSayIsNull() {
    got(
        store.accept(
            new NewEvent(
                "aps",
                new DuplicateKey("k", T0.plus(WINDOW)),
                null,
                null,
                "item.create",
                null,
                null,
                null,
                null,
                T0,
                null,
                null,
                null,
                new byte[0],
                null)));

    StoredEvent event = claimAll("aps").get(0);

    assertThat(event.system()).isNull();
    assertThat(event.domain()).isNull();
    assertThat(event.subscription()).isNull();
    assertThat(event.enqueuedAt()).isNull();
    assertThat(event.body()).isEmpty();
  }

  @Test
  void theSameKeyWithTheSameBytesIsADuplicate() {
    Accepted first = accept(key("k"));

    Accepted repeat = accept(key("k"));

    assertThat(repeat.stored()).isFalse();
    assertThat(repeat.eventId()).isEqualTo(first.eventId());
    assertThat(store.unrouted()).isEqualTo(1);
    assertThat(claimAll("itwin")).hasSize(1);
  }

  @Test
  void aRepeatIsADuplicateAfterTheEventWasRoutedAndAfterACrash() {
    route("k", "a");
    crash();

    assertThat(accept(key("k")).stored()).isFalse();
    assertThat(store.unrouted()).isZero();
  }

  @Test
  void theSameKeyWithOtherBytesIsKeptAsAConflict() {
    Accepted first = accept(key("k").body("one"));

    Accepted other = accept(key("k").body("two"));

    assertThat(other.stored()).isTrue();
    assertThat(other.marks()).containsExactly(Mark.CONFLICT);
    assertThat(other.eventId()).isNotEqualTo(first.eventId());
    assertThat(claimAll("itwin"))
        .extracting(StoredEvent::body)
        .containsExactly(utf8("one"), utf8("two"));
  }

  @Test
  void aRepeatOfTheConflictingOneIsADuplicateOfItAndOfTheFirstOneOfThat() {
    Accepted one = accept(key("k").body("one"));
    Accepted two = accept(key("k").body("two"));
    crash();

    Accepted twoAgain = accept(key("k").body("two"));
    Accepted oneAgain = accept(key("k").body("one"));

    assertThat(twoAgain.stored()).isFalse();
    assertThat(twoAgain.eventId()).isEqualTo(two.eventId());
    assertThat(oneAgain.stored()).isFalse();
    assertThat(oneAgain.eventId()).isEqualTo(one.eventId());
  }

  @Test
  void aThirdVersionOfTheBytesIsAnotherConflict() {
    accept(key("k").body("one"));
    accept(key("k").body("two"));

    Accepted three = accept(key("k").body("three"));

    assertThat(three.stored()).isTrue();
    assertThat(three.marks()).containsExactly(Mark.CONFLICT);
    assertThat(store.unrouted()).isEqualTo(3);
  }

  @Test
  void keysOfTwoSourcesDoNotMeet() {
    accept(key("k").messageId("m"));

    Accepted other = accept(key("k").messageId("m").source("aps"));

    assertThat(other.stored()).isTrue();
    assertThat(other.eventId()).isEqualTo("m");
    assertThat(other.marks()).isEmpty();
  }

  @Test
  void aKeyIsKnownUntilItExpiresAndIsAsGoodAsNewThen() {
    Accepted first = accept(key("k"));

    Accepted justBefore = accept(key("k").receivedAt(T0.plus(WINDOW).minusMillis(1)));
    Accepted then = accept(key("k").receivedAt(T0.plus(WINDOW)));
    Accepted repeatOfThat = accept(key("k").receivedAt(T0.plus(WINDOW).plusSeconds(1)));

    assertThat(justBefore.stored()).isFalse();
    assertThat(then.stored()).isTrue();
    assertThat(then.marks()).isEmpty();
    assertThat(then.eventId()).isNotEqualTo(first.eventId());
    assertThat(repeatOfThat.stored()).isFalse();
    assertThat(repeatOfThat.eventId()).isEqualTo(then.eventId());
  }

  @Test
  void theSameContentUnderAnotherKeyIsKeptAndMarked() {
    accept(key("k1").contentKey("c"));

    Accepted second = accept(key("k2").contentKey("c"));
    Accepted third = accept(key("k3").contentKey("c"));
    Accepted repeatOfSecond = accept(key("k2").contentKey("c"));

    assertThat(second.stored()).isTrue();
    assertThat(second.marks()).containsExactly(Mark.POSSIBLE_DUPLICATE);
    assertThat(third.marks()).containsExactly(Mark.POSSIBLE_DUPLICATE);
    assertThat(repeatOfSecond.stored()).isFalse();
    assertThat(store.unrouted()).isEqualTo(3);
  }

  @Test
  void theSameContentIsNoLongerMarkedWhenItsKeyHasExpired() {
    accept(key("k1").contentKey("c"));

    Accepted later = accept(key("k2").contentKey("c").receivedAt(T0.plus(WINDOW)));

    assertThat(later.marks()).isEmpty();
  }

  @Test
  void theSameContentOfAnotherSourceIsNotMarked() {
    accept(key("k1").contentKey("c"));

    assertThat(accept(key("k2").contentKey("c").source("aps")).marks()).isEmpty();
  }

  @Test
  void aSignedMessageIdIsTheEventId() {
    assertThat(accept(key("k").messageId("m-1")).eventId()).isEqualTo("m-1");
  }

  @Test
  void withoutASignedMessageIdTheEventIdIsTheKeyAndTheAcceptSequence() {
    Accepted accepted = accept(key("k"));

    long seq = claimAll("itwin").get(0).seq();

    assertThat(accepted.eventId()).isEqualTo("k-" + seq);
  }

  @Test
  void aMessageIdThatComesAgainAfterItsKeyHasExpiredGetsAnEventIdOfItsOwn() {
    accept(key("m").messageId("m"));

    Accepted again = accept(key("m").messageId("m").receivedAt(T0.plus(WINDOW)));

    assertThat(again.stored()).isTrue();
    assertThat(again.eventId()).startsWith("m").isNotEqualTo("m");
  }

  @Test
  void aConflictOfASignedMessageIdGetsAnEventIdOfItsOwn() {
    accept(key("m").messageId("m").body("one"));

    Accepted other = accept(key("m").messageId("m").body("two"));

    assertThat(other.eventId()).startsWith("m").isNotEqualTo("m");
  }

  @Test
  void anEventIdThatAProviderHappensToHaveUsedIsNotMadeASecondTime() {
    accept(key("m").messageId("m").body("one"));
    long seq = claimAll("itwin").get(0).seq();
    accept(key("x").messageId("m-" + (seq + 2)));

    Accepted conflict = accept(key("m").messageId("m").body("two"));

    assertThat(conflict.stored()).isTrue();
    assertThat(conflict.eventId()).startsWith("m").isNotIn("m", "m-" + (seq + 2));
    assertThat(store.isUp()).isTrue();
  }

  @Test
  void acceptSequencesGoOnAfterACrash() {
    for (int i = 0; i < 5; i++) {
      accept(key("before" + i));
    }
    long last = claimAll("itwin").get(4).seq();
    crash();

    assertThat(accept(key("after")).parked()).isFalse();
    List<StoredEvent> all = claimAll("itwin");
    assertThat(all).hasSize(6);
    assertThat(all.get(5).seq()).isGreaterThan(last);
  }

  @Test
  void anEventWithAProblemIsParkedAndNeverRouted() {
    Accepted accepted = accept(key("k").problem("not a JSON object"));

    assertThat(accepted.stored()).isTrue();
    assertThat(accepted.parked()).isTrue();
    assertThat(store.unrouted()).isZero();
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 1L);
    assertThat(claimAll("itwin")).isEmpty();
  }

  @Test
  void aRepeatOfAParkedEventIsADuplicate() {
    accept(key("k").problem("not a JSON object"));

    Accepted repeat = accept(key("k").problem("not a JSON object"));

    assertThat(repeat.stored()).isFalse();
    assertThat(repeat.parked()).isFalse();
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 1L);
  }

  // Claim

  @Test
  void eventsAreClaimedOldestFirstAndNoMoreThanAskedFor() {
    for (String key : List.of("a", "b", "c")) {
      accept(key(key).messageId(key));
    }

    assertThat(store.claimEvents("itwin", 2, T0))
        .extracting(StoredEvent::eventId)
        .containsExactly("a", "b");
    assertThat(store.claimEvents("itwin", 2, T0))
        .extracting(StoredEvent::eventId)
        .containsExactly("c");
    assertThat(store.claimEvents("itwin", 2, T0)).isEmpty();
  }

  @Test
  void eventsOfAnotherSourceAreNotClaimed() {
    accept(key("k").source("aps"));

    assertThat(claimAll("itwin")).isEmpty();
    assertThat(claimAll("aps")).hasSize(1);
  }

  @Test
  void whatIsClaimedOfOneNameDoesNotRaiseTheBoundOfAnother() {
    for (int i = 0; i < 5; i++) {
      accept(key("k" + i).source("aps"));
    }
    claimAll("aps").forEach(event -> got(store.settle(routed(event, "a", "b"))));
    for (int i = 0; i < 5; i++) {
      accept(key("more" + i).source("aps"));
      accept(key("k" + i));
    }
    assertThat(claimAll("aps")).hasSize(5);
    assertThat(store.claimDeliveries("a", ALL, T0)).hasSize(5);

    assertThat(store.claimEvents("itwin", 2, T0)).hasSize(2);
    assertThat(store.claimDeliveries("b", 2, T0)).hasSize(2);
  }

  @Test
  void anEventThatIsHandedBackIsDueAgain() {
    StoredEvent event = claimed(key("k"));
    assertThat(claimAll("itwin")).isEmpty();

    store.releaseEvent(event);

    await().atMost(BOUND).until(() -> claimAll("itwin").size() == 1);
  }

  @Test
  void claimsAreForgottenInACrash() {
    route("k1", "a");
    accept(key("k2"));
    assertThat(claimAll("itwin")).hasSize(1);
    assertThat(store.claimDeliveries("a", ALL, LATER)).hasSize(1);
    crash();

    assertThat(claimAll("itwin")).hasSize(1);
    assertThat(store.claimDeliveries("a", ALL, LATER)).hasSize(1);
  }

  // Settle

  @Test
  void aRoutedEventHasOneDeliveryForEachRecipient() {
    StoredEvent event = claimed(key("k").body("signed"));

    got(
        store.settle(
            new Settlement(
                event,
                T0,
                End.ROUTED,
                Set.of(Mark.HANDLED),
                null,
                List.of(
                    new NewDelivery("a", "route-a", null, null),
                    new NewDelivery("b", "route-b", utf8("made"), "{\"x\":1}"),
                    new NewDelivery("c", "route-c", new byte[0], null)))));

    assertThat(store.unrouted()).isZero();
    assertThat(withoutZeros(store.pendingDeliveries()))
        .isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L));
    StoredDelivery a = delivery("a");
    assertThat(a.body()).isNull();
    assertThat(a.headers()).isNull();
    assertThat(a.attempts()).isZero();
    assertThat(a.event().eventId()).isEqualTo(event.eventId());
    assertThat(a.event().body()).isEqualTo(utf8("signed"));
    StoredDelivery b = delivery("b");
    assertThat(b.body()).isEqualTo(utf8("made"));
    assertThat(b.headers()).isEqualTo("{\"x\":1}");
    assertThat(delivery("c").body()).as("empty is not the signed bytes").isNotNull().isEmpty();
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void aSettledEventIsNeverRoutedAgain(End end) {
    StoredEvent event = claimed(key("k"));
    List<NewDelivery> recipients =
        end == End.ROUTED ? List.of(new NewDelivery("a", "route-a", null, null)) : List.of();

    got(store.settle(new Settlement(event, T0, end, Set.of(), null, recipients)));
    store.releaseEvent(event);

    assertThat(store.unrouted()).isZero();
    assertThat(claimAll("itwin")).isEmpty();
    Map<Stage, Long> dead = end.stage() == null ? Map.of() : Map.of(end.stage(), 1L);
    assertThat(withoutZeros(store.deadLetters())).isEqualTo(dead);
    crash();
    assertThat(claimAll("itwin")).isEmpty();
    assertThat(store.unrouted()).isZero();
    assertThat(withoutZeros(store.deadLetters())).isEqualTo(dead);
  }

  @Test
  void settlingASecondTimeChangesNothing() {
    StoredEvent event = route("k", "a");

    got(store.settle(routed(event, "a", "b")));
    got(store.settle(new Settlement(event, T0, End.PARKED, Set.of(), "late", List.of())));

    assertThat(store.unrouted()).isZero();
    assertThat(withoutZeros(store.pendingDeliveries())).isEqualTo(Map.of("a", 1L));
    assertThat(store.deadLetters()).containsEntry(Stage.ROUTING, 0L);
    crash();
    assertThat(withoutZeros(store.pendingDeliveries())).isEqualTo(Map.of("a", 1L));
  }

  @Test
  void ofManySettlementsAtOnceOneCounts() throws Exception {
    StoredEvent event = claimed(key("k"));

    inParallel(8, number -> got(store.settle(routed(event, "t" + number))));

    assertThat(store.unrouted()).isZero();
    assertThat(withoutZeros(store.pendingDeliveries())).hasSize(1).containsValue(1L);
  }

  @Test
  void settlingAnEventThatIsNotThereChangesNothing() {
    accept(key("k"));

    got(store.settle(routed(never(4711), "a")));

    assertThat(store.unrouted()).isEqualTo(1);
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
  }

  @Test
  void aParkedCallbackCannotBeSettled() {
    accept(key("k1").problem("not a JSON object"));
    long seq = claimed(key("k2")).seq() - 1;

    got(store.settle(routed(never(seq), "a")));

    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 1L);
  }

  @Test
  void aSettlementThatNamesATargetTwiceKeepsNothingAndHarmsNoOther() {
    StoredEvent event = claimed(key("k"));

    List<CompletableFuture<?>> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(store.accept(key("before" + i).event()));
    }
    CompletableFuture<Boolean> twice = store.settle(routed(event, "a", "b", "a"));
    for (int i = 0; i < 50; i++) {
      others.add(store.accept(key("after" + i).event()));
    }

    assertThatThrownBy(() -> got(twice)).isInstanceOf(StoreException.class);
    others.forEach(StoreConformance::got);
    assertThat(store.unrouted()).isEqualTo(101);
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
    got(store.settle(routed(event, "a", "b")));
    assertThat(store.unrouted()).isEqualTo(100);
    crash();
    assertThat(store.unrouted()).isEqualTo(100);
    assertThat(withoutZeros(store.pendingDeliveries())).isEqualTo(Map.of("a", 1L, "b", 1L));
  }

  // Postpone

  @Test
  void aPostponedEventIsDueAtItsTimeAndNotBefore() {
    StoredEvent event = claimed(key("k"));
    Instant next = T0.plusSeconds(4);

    got(store.postpone(new Postponement(event, 2, next, "boom")));

    assertThat(store.claimEvents("itwin", ALL, next.minusMillis(1))).isEmpty();
    assertThat(store.claimEvents("itwin", ALL, next))
        .extracting(StoredEvent::runs)
        .containsExactly(2);
    assertThat(store.unrouted()).isEqualTo(1);
    crash();
    assertThat(store.claimEvents("itwin", ALL, next.minusMillis(1))).isEmpty();
    assertThat(store.claimEvents("itwin", ALL, next))
        .extracting(StoredEvent::runs)
        .containsExactly(2);
  }

  @Test
  void aPostponedEventDoesNotBlockTheEventsBehindIt() {
    StoredEvent first = claimed(key("k1"));
    got(store.postpone(new Postponement(first, 1, T0.plusSeconds(1), "boom")));
    accept(key("k2").messageId("second"));

    assertThat(store.claimEvents("itwin", ALL, T0))
        .extracting(StoredEvent::eventId)
        .containsExactly("second");
  }

  @Test
  void aSettledEventCannotBePostponed() {
    StoredEvent event = route("k", "a");

    got(store.postpone(new Postponement(event, 1, T0, "late")));

    assertThat(claimAll("itwin")).isEmpty();
    assertThat(store.unrouted()).isZero();
  }

  // Deliveries

  @Test
  void deliveriesAreClaimedByTargetOldestFirstAndNoMoreThanAskedFor() {
    StoredEvent one = route("k1", "a", "b");
    StoredEvent two = route("k2", "a");

    assertThat(store.claimDeliveries("a", 1, T0))
        .extracting(delivery -> delivery.event().eventId())
        .containsExactly(one.eventId());
    List<StoredDelivery> next = store.claimDeliveries("a", 5, T0);
    assertThat(next)
        .extracting(delivery -> delivery.event().eventId())
        .containsExactly(two.eventId());
    assertThat(store.claimDeliveries("a", 5, T0)).isEmpty();
    store.releaseDelivery(next.get(0));
    await()
        .atMost(BOUND)
        .until(
            () ->
                store.claimDeliveries("a", 5, T0).stream()
                    .anyMatch(delivery -> delivery.id() == next.get(0).id()));
    assertThat(store.claimDeliveries("b", 5, T0)).hasSize(1);
  }

  @Test
  void aFailedAttemptIsTriedAgainAtItsTimeAndCounted() {
    route("k", "a");
    Instant next = T0.plusSeconds(5);

    got(store.record(attempt(delivery("a"), DeliveryState.PENDING, next)));

    assertThat(store.pendingDeliveries()).containsEntry("a", 1L);
    assertThat(store.claimDeliveries("a", ALL, next.minusMillis(1))).isEmpty();
    assertThat(store.claimDeliveries("a", ALL, next))
        .extracting(StoredDelivery::attempts)
        .containsExactly(1);
    crash();
    assertThat(store.claimDeliveries("a", ALL, next.minusMillis(1))).isEmpty();
    assertThat(store.claimDeliveries("a", ALL, next))
        .extracting(StoredDelivery::attempts)
        .containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = DeliveryState.class,
      names = {"DELIVERED", "DEAD"})
  void deliveredAndDeadAreFinal(DeliveryState end) {
    route("k", "a");
    StoredDelivery delivery = delivery("a");

    got(store.record(attempt(delivery, end, null)));
    for (DeliveryState other : DeliveryState.values()) {
      got(store.record(attempt(delivery, other, null)));
    }

    assertThat(store.claimDeliveries("a", ALL, LATER)).isEmpty();
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
    assertThat(store.deadLetters())
        .containsEntry(Stage.DELIVERY, end == DeliveryState.DEAD ? 1L : 0L);
    crash();
    assertThat(store.claimDeliveries("a", ALL, LATER)).isEmpty();
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
    assertThat(store.deadLetters())
        .containsEntry(Stage.DELIVERY, end == DeliveryState.DEAD ? 1L : 0L);
  }

  // Claims that are not their owner's any more

  private void change(String sql) {
    got(
        store
            .database()
            .change(
                (connection, effects) -> {
                  try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    return statement.executeUpdate();
                  }
                }));
  }

  private List<String> rows(String sql) {
    return store
        .database()
        .read(
            "reading rows",
            connection -> {
              List<String> found = new ArrayList<>();
              try (PreparedStatement select = connection.prepareStatement(sql);
                  ResultSet rows = select.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                  StringJoiner row = new StringJoiner(" ");
                  for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(rows.getString(i)));
                  }
                  found.add(row.toString());
                }
              }
              return found;
            });
  }

  @Test
  void aRunThatWasOverruledIsDiscardedAndItsEventIsDueAgain() {
    StoredEvent overruled = claimed(key("k"));
    change("update event set generation = generation + 1");

    assertThat(got(store.settle(routed(overruled, "a")))).isFalse();

    assertThat(store.unrouted()).isEqualTo(1);
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
    StoredEvent again = claimAll("itwin").get(0);
    assertThat(again.token()).isNotEqualTo(overruled.token());
    assertThat(got(store.postpone(new Postponement(overruled, 3, LATER, "late")))).isFalse();
    assertThat(got(store.settle(routed(again, "a")))).isTrue();
    assertThat(store.unrouted()).isZero();
  }

  @Test
  void anAttemptThatWasOverruledIsDiscardedAndItsDeliveryIsDueAgain() {
    route("k", "a");
    StoredDelivery overruled = delivery("a");
    change("update delivery set generation = generation + 1, attempts = 0");

    assertThat(got(store.record(attempt(overruled, DeliveryState.DELIVERED, null)))).isFalse();

    assertThat(store.pendingDeliveries()).containsEntry("a", 1L);
    assertThat(rows("select number from attempt")).isEmpty();
    StoredDelivery again = delivery("a");
    assertThat(again.generation()).isEqualTo(2);
    assertThat(got(store.record(attempt(again, DeliveryState.DELIVERED, null)))).isTrue();
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
  }

  @Test
  void eachAttemptIsKeptWithWhatBecameOfIt() {
    route("k", "a");
    got(store.record(attempt(delivery("a"), DeliveryState.PENDING, T0)));
    got(store.record(attempt(delivery("a"), DeliveryState.DELIVERED, null)));

    assertThat(
            rows(
                "select number, generation, began_at, took, outcome, decision, reason from attempt"
                    + " order by number"))
        .containsExactly(
            "1 1 " + T0.toEpochMilli() + " 7 failed redeliver refused",
            "2 1 " + T0.toEpochMilli() + " 7 succeeded delivered null");
    assertThat(rows("select state, attempts, tried from delivery"))
        .containsExactly("delivered 2 2");
  }

  @Test
  void aLateSuccessTakesThePlaceOfItsTimeOut() {
    route("k", "a");
    StoredDelivery delivery = delivery("a");
    got(store.record(timed(delivery, Outcome.TIMED_OUT, Decision.REDELIVER, LATER)));

    assertThat(got(store.record(timed(delivery, Outcome.LATE, Decision.DELIVERED, null)))).isTrue();

    assertThat(rows("select number, outcome, decision from attempt"))
        .containsExactly("1 late delivered");
    assertThat(withoutZeros(store.pendingDeliveries())).isEmpty();
  }

  private static AttemptRecord timed(
      StoredDelivery delivery, Outcome outcome, Decision decision, @Nullable Instant next) {
    return new AttemptRecord(
        delivery, 1, T0, Duration.ofSeconds(30), outcome, decision, next, null, null);
  }

  @Test
  void anEventThatIsRoutedAgainIsDeliveredOnceMoreWhereItWasBefore() {
    route("k", "a", "b", "c");
    got(store.record(attempt(delivery("a"), DeliveryState.DELIVERED, null)));
    got(store.record(attempt(delivery("b"), DeliveryState.DEAD, null)));
    got(
        store
            .database()
            .change(
                (connection, effects) -> {
                  effects.unrouted("itwin", 1);
                  try (PreparedStatement again =
                      connection.prepareStatement(
                          "update event set state = 'accepted', generation = generation + 1")) {
                    return again.executeUpdate();
                  }
                }));

    assertThat(got(store.settle(routed(claimAll("itwin").get(0), "a", "b", "c", "d")))).isTrue();

    assertThat(rows("select target, state, generation, attempts from delivery order by target"))
        .containsExactly("a pending 2 0", "b pending 2 0", "c pending 2 0", "d pending 1 0");
    assertThat(withoutZeros(store.pendingDeliveries()))
        .isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L, "d", 1L));
    assertThat(store.deadLetters()).containsEntry(Stage.DELIVERY, 0L);
  }

  @Test
  void whatIsInHandIsHeldUntilItEnds() {
    StoredEvent event = claimed(key("k"));
    assertThat(store.holdsClaims()).isTrue();
    assertThat(store.holds(event)).isTrue();
    got(store.settle(routed(event, "a")));

    StoredDelivery delivery = delivery("a");
    assertThat(store.holds(delivery)).isTrue();
  }

  // Wake-ups

  @Test
  void aWakeUpComesWhenWhatItTellsOfCanBeClaimed() {
    CompletableFuture<List<StoredEvent>> atEventWake = new CompletableFuture<>();
    CompletableFuture<List<StoredDelivery>> atDeliveryWake = new CompletableFuture<>();
    store.onEvents("itwin", () -> atEventWake.complete(claimAll("itwin")));
    store.onDeliveries("a", () -> atDeliveryWake.complete(store.claimDeliveries("a", 9, LATER)));

    accept(key("k"));
    StoredEvent event = got(atEventWake).get(0);
    got(store.settle(routed(event, "a")));

    assertThat(got(atDeliveryWake)).hasSize(1);
  }

  @Test
  void nobodyIsWokenForAnotherNameOrForNothingNewOrAfterTheRegistrationEnded() {
    AtomicInteger events = new AtomicInteger();
    AtomicInteger deliveries = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    store.onEvents("itwin", events::incrementAndGet);
    store.onDeliveries("a", deliveries::incrementAndGet);
    store.onEvents("aps", closed::incrementAndGet).close();

    accept(key("k1").source("aps"));
    accept(key("k2").problem("unreadable"));
    StoredEvent event = claimAll("aps").get(0);
    got(store.settle(routed(event, "b")));
    // Wake-ups follow the commit: after the next commit those of the last one have been.
    accept(key("k3").source("other"));
    assertThat(events).hasValue(0);
    assertThat(deliveries).hasValue(0);
    assertThat(closed).hasValue(0);

    accept(key("k4"));
    accept(key("k5").source("other"));
    assertThat(events).hasValue(1);
  }

  // Counters

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void countersEqualWhatIsKeptAfterAnySequenceOfWrites(long seed) {
    Random random = new Random(seed);
    List<StoredEvent> events = new ArrayList<>();
    List<StoredDelivery> deliveries = new ArrayList<>();
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      writes.add(anyWrite(random, events, deliveries));
      if (i % 40 == 39) {
        writes.forEach(StoreConformance::got);
        events.addAll(store.claimEvents("itwin", 30, LATER));
        for (String target : List.of("a", "b", "c")) {
          deliveries.addAll(store.claimDeliveries(target, 10, LATER));
        }
      }
    }
    writes.forEach(StoreConformance::got);
    final long unrouted = store.unrouted();
    final Map<String, Long> pending = withoutZeros(store.pendingDeliveries());
    final Map<Stage, Long> dead = store.deadLetters();

    crash();

    assertThat(unrouted).isPositive().isEqualTo(store.unrouted());
    assertThat(pending).isNotEmpty().isEqualTo(withoutZeros(store.pendingDeliveries()));
    assertThat(dead).isEqualTo(store.deadLetters());
    assertThat(dead.values()).filteredOn(count -> count > 0).hasSize(3);
    assertThat(claimAll("itwin")).hasSize((int) unrouted);
    pending.forEach(
        (target, count) ->
            assertThat(store.claimDeliveries(target, ALL, LATER)).hasSize(count.intValue()));
  }

  private CompletableFuture<?> anyWrite(
      Random random, List<StoredEvent> events, List<StoredDelivery> deliveries) {
    int choice = random.nextInt(10);
    if (choice < 5 || events.isEmpty() || (choice > 7 && deliveries.isEmpty())) {
      NewEvents event = key("k" + random.nextInt(150)).body("b" + random.nextInt(2));
      return store.accept((random.nextInt(8) == 0 ? event.problem("unreadable") : event).event());
    }
    // Not taken out of the list: the same one may be settled or recorded again.
    StoredEvent event = events.get(random.nextInt(events.size()));
    return switch (choice) {
      case 5 -> store.settle(routed(event, "a", "b", "c"));
      case 6 ->
          store.settle(
              new Settlement(
                  event,
                  T0,
                  random.nextBoolean() ? End.PARKED : End.UNROUTED,
                  Set.of(),
                  null,
                  List.of()));
      case 7 -> store.postpone(new Postponement(event, 1, T0.plusSeconds(1), "boom"));
      default ->
          store.record(
              attempt(
                  deliveries.get(random.nextInt(deliveries.size())),
                  List.of(DeliveryState.values()).get(random.nextInt(3)),
                  T0.plusSeconds(1)));
    };
  }

  // Many at once

  private interface Numbered {
    void run(int number) throws Exception;
  }

  private static void inParallel(int threads, Numbered task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier together = new CyclicBarrier(threads);
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        tasks.add(
            () -> {
              together.await(20, TimeUnit.SECONDS);
              task.run(number);
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void ofManyThreadsThatBringTheSameCallbacksEachIsStoredOnce() throws Exception {
    Set<String> storedIds = ConcurrentHashMap.newKeySet();
    AtomicInteger stored = new AtomicInteger();
    AtomicInteger duplicates = new AtomicInteger();

    inParallel(
        8,
        number -> {
          for (int i = 0; i < 100; i++) {
            Accepted accepted = accept(key("k" + i));
            storedIds.add(String.valueOf(accepted.eventId()));
            (accepted.stored() ? stored : duplicates).incrementAndGet();
          }
        });

    assertThat(stored).hasValue(100);
    assertThat(duplicates).hasValue(700);
    assertThat(storedIds).hasSize(100);
    assertThat(store.unrouted()).isEqualTo(100);
    assertThat(claimAll("itwin")).hasSize(100);
  }

  @Test
  void ofManyThreadsThatBringDifferentCallbacksNoneIsLost() throws Exception {
    inParallel(
        8,
        number -> {
          for (int i = 0; i < 100; i++) {
            accept(key(number + "/" + i).messageId(number + "/" + i));
          }
        });
    crash();

    List<StoredEvent> all = claimAll("itwin");
    assertThat(all).hasSize(800);
    assertThat(all).extracting(StoredEvent::eventId).doesNotHaveDuplicates();
    assertThat(all).extracting(StoredEvent::seq).doesNotHaveDuplicates();
  }

  @Test
  void noEventIsGivenToTwoClaimersWhileOthersAreSettled() throws Exception {
    int events = 1500;
    for (int i = 0; i < events; i++) {
      store.accept(key("k" + i).event());
    }
    accept(key("last").source("other"));
    Map<Long, AtomicInteger> claims = new ConcurrentHashMap<>();
    AtomicInteger given = new AtomicInteger();

    inParallel(
        4,
        number -> {
          while (given.get() < events) {
            for (StoredEvent event : store.claimEvents("itwin", 7, T0)) {
              claims.computeIfAbsent(event.seq(), seq -> new AtomicInteger()).incrementAndGet();
              given.incrementAndGet();
              store.settle(routed(event, "a"));
            }
          }
        });

    assertThat(claims).hasSize(events);
    assertThat(claims.values()).allMatch(count -> count.get() == 1);
  }

  @Test
  void noDeliveryIsGivenToTwoClaimersWhileOthersAreRecorded() throws Exception {
    int deliveries = 1500;
    for (int i = 0; i < deliveries; i++) {
      store.accept(key("k" + i).event());
    }
    accept(key("last").source("other"));
    claimAll("itwin").forEach(event -> store.settle(routed(event, "a")));
    accept(key("last of all").source("other"));
    Map<Long, AtomicInteger> claims = new ConcurrentHashMap<>();
    AtomicInteger given = new AtomicInteger();

    inParallel(
        4,
        number -> {
          while (given.get() < deliveries) {
            for (StoredDelivery delivery : store.claimDeliveries("a", 7, T0)) {
              claims.computeIfAbsent(delivery.id(), id -> new AtomicInteger()).incrementAndGet();
              given.incrementAndGet();
              store.record(attempt(delivery, DeliveryState.DELIVERED, null));
            }
          }
        });

    assertThat(claims).hasSize(deliveries);
    assertThat(claims.values()).allMatch(count -> count.get() == 1);
  }

  @Test
  void anEventIsNotClaimedAgainWhileItsSettlementWaitsForItsCommit() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    StoredEvent event = claimed(key("k1"));
    // Whoever is told of a commit on the thread that commits holds the next one.
    CompletableFuture<Void> holding =
        store
            .accept(key("k2").source("other").event())
            .thenAccept(
                accepted -> {
                  try {
                    held.await(20, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    CompletableFuture<Boolean> settling = store.settle(routed(event, "a"));

    assertThat(claimAll("itwin")).isEmpty();
    held.countDown();
    got(holding);
    got(settling);
    assertThat(claimAll("itwin")).isEmpty();
  }

  // Close

  @Test
  void whatWaitsAtTheCloseIsCommitted() {
    List<CompletableFuture<Accepted>> waiting = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      waiting.add(store.accept(key("k" + i).event()));
    }

    store.close();

    assertThat(waiting).allMatch(CompletableFuture::isDone);
    Set<String> ids = new HashSet<>();
    waiting.forEach(accepted -> ids.add(String.valueOf(got(accepted).eventId())));
    crash();
    assertThat(claimAll("itwin"))
        .extracting(StoredEvent::eventId)
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void afterTheCloseWritesAndClaimsFailAndAnotherCloseDoesNothing() {
    accept(key("k"));
    store.close();
    store.close();

    CompletableFuture<Accepted> late = store.accept(key("late").event());

    assertThat(late).isCompletedExceptionally();
    assertThatThrownBy(() -> got(late))
        .isInstanceOf(StoreClosedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> claimAll("itwin")).isInstanceOf(StoreException.class);
    crash();
    assertThat(store.unrouted()).isEqualTo(1);
  }
}
