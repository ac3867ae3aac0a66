package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static io.dromedary.store.NewEvents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.EnvelopeSpec;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found and replayed in every store, whatever the database under it. */
abstract class ReplayConformance {
  private static final Instant LATER = T0.plus(Duration.ofDays(30));
  private static final Clock CLOCK = Clock.fixed(LATER, ZoneOffset.UTC);
  private static final int ALL = 10_000;

  private final List<Store> opened = new ArrayList<>();
  private final AtomicInteger keys = new AtomicInteger();
  private EnvelopeSpec spec = EnvelopeSpec.preset("itwin");
  private Store store;
  private EventLookup lookup;
  private Replays replays;
  private Discards discards;

  /** Opens an empty store the first time, and what is in it by then every other time. */
  abstract Store open();

  @BeforeEach
  void openTheStore() {
    store = open();
    opened.add(store);
    lookup = new EventLookup(store.database());
    replays = new Replays(store.database(), (source, route) -> new EnvelopeReader(spec), CLOCK);
    discards = new Discards(store.database(), CLOCK);
  }

  @AfterEach
  void closeTheStores() {
    opened.forEach(Store::close);
  }

  private static <T> T got(Future<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private NewEvents next() {
    return key("k" + keys.incrementAndGet()).messageId("m" + keys.get());
  }

  /** Accepts an event and gives what it is called. */
  private String accept(NewEvents event) {
    return event.source() + ":" + got(store.accept(event.event())).eventId();
  }

  private String routed(String... targets) {
    return routed(next(), targets);
  }

  private String routed(NewEvents event, String... targets) {
    String id = accept(event);
    settle(event.source(), End.ROUTED, targets);
    return id;
  }

  private void settle(String source, End end, String... targets) {
    for (StoredEvent event : store.claimEvents(source, ALL, LATER)) {
      got(
          store.settle(
              new Settlement(
                  event,
                  T0,
                  end,
                  end.stage() == null ? Set.of() : Set.of(Mark.HANDLED, Mark.SCHEMA),
                  end.stage() == null ? null : "a step failed",
                  Arrays.stream(targets)
                      .map(target -> new NewDelivery(target, "itwin-iModels", null, null))
                      .toList())));
    }
  }

  private void attempt(StoredDelivery delivery, Outcome outcome, Decision decision) {
    got(
        store.record(
            new AttemptRecord(
                delivery,
                delivery.attempts() + 1,
                T0,
                Duration.ofMillis(7),
                outcome,
                decision,
                decision == Decision.REDELIVER ? LATER.plusSeconds(3600) : null,
                decision == Decision.DELIVERED ? null : "503 from the partner",
                decision == Decision.DELIVERED ? null : "busy")));
  }

  /** Tries all that is due at a target. */
  private List<String> attempt(String target, Decision decision) {
    List<String> ids = new ArrayList<>();
    for (StoredDelivery delivery : store.claimDeliveries(target, ALL, LATER)) {
      attempt(
          delivery, decision == Decision.DELIVERED ? Outcome.SUCCEEDED : Outcome.FAILED, decision);
      ids.add(delivery.event().source() + ":" + delivery.event().eventId());
    }
    return ids;
  }

  private static EventFilter filter(String... parts) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      map.put(parts[i], parts[i + 1]);
    }
    return EventFilter.parse(map, LATER);
  }

  private List<String> ids(EventFilter filter) {
    return lookup.page(filter, null, ALL).matches().stream().map(m -> m.event().id()).toList();
  }

  private Replay replayed(ReplayRequest request) {
    Replay replay = replays.create(request, replays.plan(request, counted -> true));
    while (replay.state() == Replay.State.OPEN) {
      replay = replays.step(replay, 3);
    }
    return replay;
  }

  @Test
  void anEventIsFoundByEachThingThatIsSaidOfIt() {
    String early = routed(next().source("aps").receivedAt(T0.minusSeconds(60)), "bus");
    String dead = routed("bus", "partner");
    attempt("partner", Decision.DEAD);
    String parked = accept(next().problem("no JSON"));
    String waiting = accept(next());

    assertThat(ids(EventFilter.ALL)).containsExactly(waiting, parked, dead, early);
    assertThat(ids(filter("source", "aps"))).containsExactly(early);
    assertThat(ids(filter("domain", "iModels"))).containsExactly(waiting, dead, early);
    assertThat(ids(filter("type", "iModels/*.v1"))).containsExactly(waiting, dead, early);
    assertThat(ids(filter("type", "iModels.iModelCreated"))).isEmpty();
    assertThat(ids(filter("target", "partner"))).containsExactly(dead);
    assertThat(ids(filter("target", "bus"))).containsExactly(dead, early);
    assertThat(ids(filter("target", "bus", "state", "dead"))).isEmpty();
    assertThat(ids(filter("state", "accepted"))).containsExactly(waiting);
    assertThat(ids(filter("state", "routed"))).containsExactly(dead, early);
    assertThat(ids(filter("state", "pending"))).containsExactly(dead, early);
    assertThat(ids(filter("state", "dead"))).containsExactly(dead);
    assertThat(ids(filter("state", "parked"))).containsExactly(parked);
    assertThat(ids(filter("state", "dead-letter"))).containsExactly(parked, dead);
    assertThat(ids(filter("state", "dead-letter", "target", "partner"))).containsExactly(dead);
    assertThat(ids(filter("stage", "read"))).containsExactly(parked);
    assertThat(ids(filter("stage", "delivery"))).containsExactly(dead);
    assertThat(ids(filter("state", "dead-letter", "stage", "routing"))).isEmpty();
    assertThat(ids(filter("until", "2026-01-01"))).containsExactly(early);
    assertThat(ids(filter("since", "2026-01-01T00:00:00Z"))).containsExactly(waiting, parked, dead);
  }

  @Test
  void textFromOutsideIsNeverPartOfAStatement() {
    routed("bus");

    assertThat(ids(filter("source", "x' or '1'='1"))).isEmpty();
    assertThat(ids(filter("target", "bus' or 'a'='a"))).isEmpty();
    assertThat(ids(filter("domain", "%"))).isEmpty();
    assertThatThrownBy(() -> lookup.find("itwin:' or ''='"))
        .isInstanceOf(UnknownEventException.class);
  }

  @Test
  void pagesFollowEachOtherWithoutAGapOrARepeat() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      all.add(0, routed("bus", "partner"));
    }
    List<String> paged = new ArrayList<>();
    EventLookup.Page page = lookup.page(filter("target", "bus"), null, 5);
    while (page.before() != null) {
      assertThat(page.matches()).hasSize(5);
      page.matches().forEach(match -> paged.add(match.event().id()));
      page = lookup.page(filter("target", "bus"), page.before(), 5);
    }
    page.matches().forEach(match -> paged.add(match.event().id()));

    assertThat(paged).isEqualTo(all);
  }

  @Test
  void anEventIsFoundWithAndWithoutItsSourceUnlessTwoSourcesCallOneSo() {
    String mine = routed("bus");
    String other = accept(next().source("aps").messageId("twice"));
    String another = accept(next().source("itwin").messageId("twice"));

    assertThat(lookup.find(mine).id()).isEqualTo(mine);
    assertThat(lookup.find("m1").id()).isEqualTo(mine);
    assertThat(lookup.find(other).source()).isEqualTo("aps");
    assertThatThrownBy(() -> lookup.find("twice"))
        .isInstanceOf(UnknownEventException.class)
        .hasMessageContaining(other)
        .hasMessageContaining(another);
    assertThatThrownBy(() -> lookup.find("itwin:nobody"))
        .isInstanceOf(UnknownEventException.class)
        .hasMessage("There is no event itwin:nobody in the store.");
  }

  @Test
  void aJourneyTellsOfEachAttemptInTheOrderTheyWereMade() {
    String id = routed(next().body("{\"a\":1}"), "partner");
    attempt("partner", Decision.REDELIVER);
    attempt(
        store.claimDeliveries("partner", 1, LATER.plusSeconds(7200)).get(0),
        Outcome.FAILED,
        Decision.EXHAUSTED);
    replayed(ReplayRequest.repeat(EventFilter.of(lookup.find(id))));
    attempt("partner", Decision.DELIVERED);

    Journey journey = lookup.journey(lookup.find(id), 4);

    assertThat(journey.size()).isEqualTo(7);
    assertThat(journey.body()).isEqualTo(utf8("{\"a\""));
    assertThat(journey.event().state()).isEqualTo(EventState.ROUTED);
    assertThat(journey.deliveries()).hasSize(1);
    DeliverySummary delivery = journey.deliveries().get(0);
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery.route()).isEqualTo("itwin-iModels");
    assertThat(delivery.generation()).isEqualTo(2);
    assertThat(delivery.attempts()).isEqualTo(1);
    assertThat(delivery.tried()).isEqualTo(3);
    assertThat(journey.attempts().get(delivery.id()))
        .extracting(Attempt::number, Attempt::generation, Attempt::decision, Attempt::response)
        .containsExactly(
            tuple(1, 1, "redeliver", "busy"),
            tuple(2, 1, "exhausted", "busy"),
            tuple(3, 2, "delivered", null));
  }

  @Test
  void aReplayRepeatsDeadDeliveriesWithAFreshBudgetAndLeavesTheOthers() {
    String one = routed("bus", "partner");
    String two = routed("partner");
    attempt("bus", Decision.DELIVERED);
    attempt("partner", Decision.DEAD);
    assertThat(store.deadLetters()).containsEntry(Stage.DELIVERY, 2L);

    Replay replay = replayed(ReplayRequest.repeat(filter("state", "dead-letter")));

    assertThat(replay.done()).isEqualTo(ReplayCount.repeated(2));
    assertThat(store.deadLetters()).containsEntry(Stage.DELIVERY, 0L);
    assertThat(store.pendingDeliveries()).containsEntry("partner", 2L).containsEntry("bus", 0L);
    List<StoredDelivery> due = store.claimDeliveries("partner", ALL, LATER);
    assertThat(due).extracting(d -> "itwin:" + d.event().eventId()).containsExactly(one, two);
    assertThat(due).allMatch(d -> d.generation() == 2 && d.attempts() == 0 && d.tried() == 1);
  }

  @Test
  void aDeliveryThatWaitsIsDueAtOnceAndKeepsItsAttemptInHand() {
    routed("partner");
    attempt("partner", Decision.REDELIVER);
    assertThat(store.claimDeliveries("partner", ALL, LATER)).isEmpty();

    Replay replay = replayed(ReplayRequest.repeat(EventFilter.ALL));

    assertThat(replay.done()).isEqualTo(ReplayCount.hastened(1));
    StoredDelivery due = store.claimDeliveries("partner", ALL, LATER).get(0);
    assertThat(due.generation()).isEqualTo(1);
    replayed(ReplayRequest.repeat(EventFilter.ALL));
    attempt(due, Outcome.SUCCEEDED, Decision.DELIVERED);
    assertThat(ids(filter("state", "delivered"))).hasSize(1);
  }

  @Test
  void reroutingSendsAnEventThroughItsRoutesOnceMore() {
    String id = routed("bus");
    attempt("bus", Decision.DELIVERED);

    Replay replay = replayed(ReplayRequest.reroute(filter("source", "itwin")));

    assertThat(replay.done()).isEqualTo(ReplayCount.routed(1));
    assertThat(store.unrouted()).isEqualTo(1);
    settle("itwin", End.ROUTED, "bus", "warehouse");
    assertThat(store.unrouted()).isZero();
    assertThat(attempt("warehouse", Decision.DELIVERED)).containsExactly(id);
    assertThat(attempt("bus", Decision.DELIVERED)).containsExactly(id);
  }

  @Test
  void aRunThatWasUnderWayWhenItsEventWasReroutedIsOverruled() {
    accept(next());
    StoredEvent inHand = store.claimEvents("itwin", 1, LATER).get(0);
    got(store.settle(new Settlement(inHand, T0, End.UNROUTED, Set.of(), null, List.of())));
    replayed(ReplayRequest.repeat(filter("state", "unrouted")));

    Boolean owned =
        got(store.settle(new Settlement(inHand, T0, End.UNROUTED, Set.of(), null, List.of())));

    assertThat(owned).isFalse();
    assertThat(ids(filter("state", "accepted"))).hasSize(1);
  }

  @Test
  void anEventIsDeliveredToATargetThatItWasNeverRoutedTo() {
    String unrouted = accept(next());
    settle("itwin", End.UNROUTED);
    String waiting = accept(next());

    Replay replay = replayed(ReplayRequest.to("late", EventFilter.ALL));

    assertThat(replay.done()).isEqualTo(ReplayCount.added(2));
    settle("itwin", End.ROUTED, "late", "bus");
    assertThat(attempt("late", Decision.DELIVERED)).containsExactly(unrouted, waiting);
    assertThat(attempt("bus", Decision.DELIVERED)).containsExactly(waiting);

    assertThat(replayed(ReplayRequest.to("late", EventFilter.ALL)).done())
        .isEqualTo(ReplayCount.repeated(2));
    assertThat(store.pendingDeliveries()).containsEntry("late", 2L);
  }

  @Test
  void whatCouldNotBeReadIsReadByTheRulesOfToday() {
    String id =
        accept(
            next()
                .body("{\"what\":\"forms.formCreated.v1\",\"messageId\":\"x\"}")
                .problem("there is no event type at /eventType"));
    String never = accept(next().body("[]").problem("the body is not a JSON object"));

    assertThat(replayed(ReplayRequest.repeat(filter("stage", "read"))).done())
        .as("by the rules of then")
        .isEqualTo(ReplayCount.left(2));
    spec = spec.withEventType("/what").withOrderKey("/messageId");
    Replay replay = replayed(ReplayRequest.repeat(filter("stage", "read")));

    assertThat(replay.done()).isEqualTo(ReplayCount.routed(1).plus(ReplayCount.left(1)));
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 1L);
    StoredEvent read = store.claimEvents("itwin", ALL, LATER).get(0);
    assertThat("itwin:" + read.eventId()).isEqualTo(id);
    assertThat(read.eventType()).isEqualTo("forms.formCreated.v1");
    assertThat(read.domain()).isEqualTo("forms");
    assertThat(read.orderKey()).isEqualTo("itwin:x");
    assertThat(lookup.find(never).reason()).contains("the body is not a JSON object");
  }

  @Test
  void anEventWhoseRunsAllFailedIsRoutedOnceMoreAsItWasRead() {
    String id = accept(next().body("{}"));
    settle("itwin", End.PARKED);
    assertThat(store.deadLetters()).containsEntry(Stage.ROUTING, 1L);

    replayed(ReplayRequest.repeat(filter("stage", "routing")));

    assertThat(store.deadLetters()).containsEntry(Stage.ROUTING, 0L);
    EventSummary event = lookup.find(id);
    assertThat(event.state()).isEqualTo(EventState.ACCEPTED);
    assertThat(event.eventType()).isEqualTo("iModels.iModelCreated.v1");
    assertThat(event.marks()).isNull();
    assertThat(event.generation()).isEqualTo(2);
  }

  @Test
  void anEventThatDidNotFitIsFoundByItsStageAndRoutedOnceMore() {
    NewEvents conflicting = next();
    accept(conflicting);
    settle("itwin", End.ROUTED, "bus");
    String id = accept(conflicting.body("{\"other\":1}"));
    settle("itwin", End.MISFIT);
    assertThat(store.deadLetters())
        .containsEntry(Stage.SCHEMA, 1L)
        .containsEntry(Stage.ROUTING, 0L);
    assertThat(ids(filter("stage", "schema"))).containsExactly(id);
    assertThat(ids(filter("stage", "routing"))).isEmpty();
    assertThat(lookup.find(id).stage()).isEqualTo(Stage.SCHEMA);
    assertThat(lookup.find(id).marks()).isEqualTo("conflict,handled,schema");

    replayed(ReplayRequest.repeat(filter("stage", "schema")));

    assertThat(store.deadLetters()).containsEntry(Stage.SCHEMA, 0L);
    EventSummary event = lookup.find(id);
    assertThat(event.state()).isEqualTo(EventState.ACCEPTED);
    assertThat(event.stage()).isNull();
    assertThat(event.marks()).as("what its accept said").isEqualTo("conflict");
  }

  @Test
  void aReplayThatIsInterruptedGoesOnWhereItStoodAndDoesNothingTwice() {
    for (int i = 0; i < 10; i++) {
      routed("partner");
    }
    attempt("partner", Decision.DELIVERED);
    ReplayRequest request = ReplayRequest.repeat(filter("target", "partner"));
    Replay replay = replays.create(request, replays.plan(request, counted -> true));
    replay = replays.step(replay, 4);
    assertThat(attempt("partner", Decision.DELIVERED)).hasSize(4);
    routed("partner");

    openTheStore();
    Replay resumed = replays.find(replay.id()).orElseThrow();
    assertThat(resumed).isEqualTo(replay);
    while (resumed.state() == Replay.State.OPEN) {
      resumed = replays.step(resumed, 4);
    }

    assertThat(resumed.examined()).isEqualTo(10);
    assertThat(resumed.done()).isEqualTo(ReplayCount.repeated(10));
    attempt("partner", Decision.DELIVERED);
    assertThat(lookup.page(EventFilter.ALL, null, ALL).matches())
        .extracting(match -> match.deliveries().get(0).generation())
        .containsExactly(1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    assertThat(replays.latest(5)).containsExactly(resumed);
  }

  @Test
  void ofTwoWhoContinueAReplayOneMakesTheStep() {
    for (int i = 0; i < 4; i++) {
      routed("partner");
    }
    attempt("partner", Decision.DELIVERED);
    ReplayRequest request = ReplayRequest.repeat(EventFilter.ALL);
    Replay replay = replays.create(request, replays.plan(request, counted -> true));
    replays.step(replay, 2);

    assertThatThrownBy(() -> replays.step(replay, 2))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("somebody else continues it");

    assertThat(store.pendingDeliveries()).containsEntry("partner", 2L);
    assertThat(store.isUp()).isTrue();
  }

  @Test
  void aPlanSaysWhatWillBeDoneAndDoesNothing() {
    routed("bus", "partner");
    attempt("partner", Decision.DEAD);
    accept(next().problem("no JSON").body("[]"));
    accept(next());
    settle("itwin", End.UNROUTED);

    ReplayPlan plan = replays.plan(ReplayRequest.repeat(EventFilter.ALL), counted -> true);

    assertThat(plan.events()).isEqualTo(3);
    assertThat(plan.would()).isEqualTo(new ReplayCount(1, 0, 1, 1, 1));
    assertThat(replayed(ReplayRequest.repeat(EventFilter.ALL)).done()).isEqualTo(plan.would());
  }

  @Test
  void whatIsDiscardedIsNoDeadLetterAndIsTakenUpOnlyWhenAskedFor() {
    String letter = routed("bus", "partner");
    attempt("partner", Decision.DEAD);
    attempt("bus", Decision.DELIVERED);
    String parked = accept(next());
    settle("itwin", End.PARKED);

    assertThat(discards.count(EventFilter.ALL)).isEqualTo(2);
    assertThat(discards.discard(filter("target", "partner"), "the partner is gone", done -> true))
        .isEqualTo(1);
    assertThat(discards.discard(EventFilter.ALL, "known", done -> true)).isEqualTo(1);
    assertThat(discards.discard(EventFilter.ALL, "once more", done -> true)).isZero();

    assertThat(store.deadLetters())
        .containsEntry(Stage.DELIVERY, 0L)
        .containsEntry(Stage.ROUTING, 0L);
    assertThat(ids(filter("state", "discarded"))).containsExactly(parked, letter);
    assertThat(lookup.find(parked).reason())
        .isEqualTo("discarded: known; it was given up because: a step failed");
    assertThat(lookup.find(parked).settledAt()).isEqualTo(LATER);
    DeliverySummary gone =
        lookup
            .page(filter("state", "discarded", "target", "partner"), null, 1)
            .matches()
            .get(0)
            .deliveries()
            .get(0);
    assertThat(gone.reason()).startsWith("discarded: the partner is gone");
    assertThat(gone.endedAt()).isEqualTo(LATER);

    assertThat(replayed(ReplayRequest.repeat(filter("target", "partner"))).done())
        .isEqualTo(ReplayCount.left(1));
    assertThat(replayed(ReplayRequest.repeat(filter("state", "discarded"))).done())
        .isEqualTo(ReplayCount.repeated(1).plus(ReplayCount.routed(1)));
  }
}
