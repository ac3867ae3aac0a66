package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.Retention.Kind;
import io.dromedary.store.Settlement.End;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept how long, whatever the database. */
abstract class RetentionConformance {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Pace WITHOUT_REST = took -> {};

  private Store store;
  private Journeys journeys;
  private MovedClock clock;
  private Retention retention;

  /** Opens an empty store. */
  abstract Store open();

  @BeforeEach
  void openTheStore() {
    store = open();
    journeys = new Journeys(store);
    clock = new MovedClock(T0);
    retention = retention(RetentionRules.DEFAULTS);
  }

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  private Retention retention(RetentionRules rules) {
    return new Retention(store.database(), rules, clock, clock::nanos);
  }

  private static RetentionRules rules(long eventsRows, Duration attemptsAge, long attemptsRows) {
    return new RetentionRules(
        Duration.ofDays(30), eventsRows, attemptsAge, attemptsRows, Duration.ofDays(90));
  }

  /** The clock runs, and a pass comes every few hours, as in a process that is running. */
  private void live(Duration duration) throws InterruptedException {
    for (Instant end = clock.instant().plus(duration); clock.instant().isBefore(end); ) {
      retention.pass(WITHOUT_REST);
      Duration left = Duration.between(clock.instant(), end);
      Duration step = Duration.ofHours(6);
      clock.pass(left.compareTo(step) < 0 ? left : step);
    }
    retention.pass(WITHOUT_REST);
  }

  private NewEvents event(String id) {
    return key(id).messageId(id).receivedAt(clock.instant());
  }

  @Test
  void eventsGoWithTheirDeliveriesAndAttemptsWhenTheyAreOldAndYoungerOnesStay() throws Exception {
    journeys.delivered(event("old"), "a", "b");
    live(Duration.ofDays(1));
    journeys.delivered(event("young"), "a");

    live(Duration.ofDays(29).minus(HOUR));
    assertThat(journeys.events()).containsExactly("old", "young");
    live(HOUR);

    assertThat(journeys.events()).containsExactly("young");
    assertThat(journeys.rows("delivery")).isEqualTo(1);
    assertThat(journeys.rows("attempt")).isEqualTo(1);
    assertThat(retention.removed(Kind.EVENTS)).isEqualTo(1);
    assertThat(retention.removed(Kind.DELIVERIES)).isEqualTo(2);
    assertThat(retention.removed(Kind.ATTEMPTS)).isEqualTo(2);
    assertThat(retention.removed(Kind.DEAD_LETTERS)).isZero();
  }

  @Test
  void whatIsNotRoutedOrNotDeliveredStaysHoweverOldItIs() throws Exception {
    journeys.accepted(event("unrouted"));
    journeys.settled(event("undelivered"), End.ROUTED, null, "a", "b");
    journeys.attempt("a", clock.instant(), Decision.DELIVERED, null);
    // An even older one that is over shows that removal gets past them.
    journeys.delivered(event("over"), "c");

    live(Duration.ofDays(400));

    assertThat(journeys.events()).containsExactly("unrouted", "undelivered");
    assertThat(journeys.rows("delivery")).isEqualTo(2);
    assertThat(store.unrouted()).isEqualTo(1);
    assertThat(store.pendingDeliveries()).containsEntry("b", 1L);
  }

  @Test
  void anEventThatNothingMatchedIsAnOrdinaryOne() throws Exception {
    journeys.settled(event("unmatched"), End.UNROUTED, null);

    live(Duration.ofDays(30));

    assertThat(journeys.events()).isEmpty();
  }

  @Test
  void deadLettersGoByAnAgeOfTheirOwnAndAreWarnedOfBefore() throws Exception {
    journeys.dead(event("undelivered"), "a", clock.instant());
    journeys.settled(event("unroutable"), End.PARKED, "boom");
    journeys.accept(event("unreadable").problem("no JSON"));
    assertThat(store.deadLetters())
        .containsEntry(Stage.READ, 1L)
        .containsEntry(Stage.ROUTING, 1L)
        .containsEntry(Stage.DELIVERY, 1L);

    live(Duration.ofDays(83).minus(HOUR));
    assertThat(journeys.events()).hasSize(3);
    assertThat(retention.expiring().events()).isZero();

    live(HOUR);
    Expiring expiring = retention.expiring();
    assertThat(expiring.events()).isEqualTo(3);
    assertThat(expiring.origins())
        .containsOnlyKeys("stage read", "stage routing", "target a")
        .containsEntry("target a", 1L);
    assertThat(expiring.first())
        .containsExactlyInAnyOrder("itwin:undelivered", "itwin:unroutable", "itwin:unreadable");
    assertThat(expiring.next()).isEqualTo(T0.plus(Duration.ofDays(90)));

    live(Duration.ofDays(7).minus(HOUR));
    assertThat(journeys.events()).hasSize(3);
    live(HOUR);
    assertThat(journeys.events()).isEmpty();
    assertThat(store.deadLetters().values()).containsOnly(0L);
    assertThat(retention.removed(Kind.DEAD_LETTERS)).isEqualTo(3);
    assertThat(retention.expiring().events()).isZero();
  }

  @Test
  void ageIsCountedFromTheLastThingThatHappened() throws Exception {
    journeys.settled(event("late"), End.ROUTED, null, "a");
    live(Duration.ofDays(29));
    journeys.attempt("a", clock.instant(), Decision.DELIVERED, null);

    live(Duration.ofDays(29));
    assertThat(journeys.events()).containsExactly("late");
    live(Duration.ofDays(1));
    assertThat(journeys.events()).isEmpty();
  }

  @Test
  void ofTheEventsThatAreOverOnlyThoseAcceptedLastAreKeptWhenThereAreTooMany() throws Exception {
    journeys.dead(event("dead"), "a", clock.instant());
    journeys.settled(event("pending"), End.ROUTED, null, "b");
    for (int i = 0; i < 10; i++) {
      journeys.delivered(event("e" + i), "c");
    }
    retention = retention(rules(4, Duration.ofDays(30), 0));

    retention.pass(WITHOUT_REST);

    assertThat(journeys.events()).containsExactly("dead", "pending", "e6", "e7", "e8", "e9");
  }

  @Test
  void anEventThatIsReplayedJustBeforeItsEndStays() throws Exception {
    journeys.dead(event("replayed"), "a", clock.instant());
    journeys.dead(event("not"), "a", clock.instant());
    live(Duration.ofDays(90).minus(HOUR));
    clock.pass(HOUR);

    // Every step is followed by a rest: the event has been looked at, and is not removed yet.
    retention.pass(
        took ->
            journeys.update(
                "update delivery set state = 'pending' where event_seq ="
                    + " (select seq from event where event_id = 'replayed')"));

    assertThat(journeys.events()).containsExactly("replayed");
    assertThat(journeys.rows("delivery")).isEqualTo(1);
    assertThat(journeys.rows("attempt")).isEqualTo(1);
  }

  @Test
  void attemptsGoBeforeTheirEventWhenTheirAgeIsLess() throws Exception {
    retention = retention(rules(0, Duration.ofDays(3), 0));
    journeys.delivered(event("old"), "a");
    live(Duration.ofDays(2));
    journeys.delivered(event("young"), "a");

    live(Duration.ofDays(1).plus(HOUR));

    assertThat(journeys.events()).containsExactly("old", "young");
    assertThat(journeys.number("select count(*) from attempt")).isEqualTo(1);
    assertThat(journeys.number("select min(began_at) from attempt"))
        .isEqualTo(T0.plus(Duration.ofDays(2)).toEpochMilli());
  }

  @Test
  void theLastAttemptsOfWhatIsNotDeliveredTellWhyHoweverOldTheyAre() throws Exception {
    journeys.settled(event("misconfigured"), End.ROUTED, null, "a");
    for (int i = 0; i < 50; i++) {
      journeys.attempt("a", clock.instant(), Decision.REDELIVER, null);
    }

    live(Duration.ofDays(31));

    assertThat(journeys.rows("attempt")).isEqualTo(20);
    assertThat(journeys.number("select min(number) from attempt")).isEqualTo(31);
  }

  @Test
  void ofTooManyAttemptsTheOlderOnesGo() throws Exception {
    retention = retention(rules(0, Duration.ofDays(30), 3));
    for (int i = 0; i < 6; i++) {
      journeys.delivered(event("e" + i), "a");
      clock.pass(HOUR);
    }

    live(Duration.ofHours(12));

    assertThat(journeys.number("select min(began_at) from attempt"))
        .isEqualTo(T0.plus(HOUR.multipliedBy(3)).toEpochMilli());
    assertThat(journeys.rows("attempt")).isEqualTo(3);
    assertThat(journeys.events()).hasSize(6);
  }

  @Test
  void anAttemptWithoutItsDeliveryGoes() throws Exception {
    journeys.delivered(event("e"), "a");
    journeys.update(
        "insert into attempt (delivery_id, number, generation, began_at, took, outcome, decision)"
            + " values (4711, 1, 1, "
            + T0.toEpochMilli()
            + ", 1, 'late', 'delivered')");

    retention.pass(WITHOUT_REST);

    assertThat(journeys.rows("attempt")).isEqualTo(1);
    assertThat(journeys.number("select count(*) from attempt where delivery_id = 4711")).isZero();
  }

  @Test
  void aDuplicateKeyGoesWhenItHasExpiredWhateverBecameOfItsEvent() throws Exception {
    retention = retention(rules(1, Duration.ofDays(30), 0));
    journeys.delivered(event("gone"), "a");
    journeys.accepted(event("kept"));

    live(Duration.ofDays(7));
    assertThat(journeys.events()).containsExactly("kept");
    assertThat(journeys.rows("duplicate_key")).isEqualTo(2);
    assertThat(journeys.accept(key("gone").messageId("gone")).stored()).isFalse();

    live(Duration.ofDays(1));
    assertThat(journeys.events()).containsExactly("kept");
    assertThat(journeys.rows("duplicate_key")).isZero();
    assertThat(retention.removed(Kind.DUPLICATE_KEYS)).isEqualTo(2);
  }

  @Test
  void aClockThatJumpsRemovesNothingUntilItHasRunSteadilyForADay() throws Exception {
    journeys.delivered(event("e"), "a");
    live(Duration.ofDays(1));
    clock.jump(Duration.ofDays(400));

    live(Duration.ofHours(23));
    assertThat(retention.held()).contains("jumped").contains("9600 hours");
    assertThat(journeys.events()).containsExactly("e");
    assertThat(journeys.rows("duplicate_key")).isEqualTo(1);

    live(HOUR);
    assertThat(retention.held()).isNull();
    assertThat(journeys.events()).isEmpty();
  }

  @Test
  void aClockThatIsPutRightAgainHasRemovedNothing() throws Exception {
    journeys.delivered(event("e"), "a");
    live(Duration.ofDays(1));
    clock.jump(Duration.ofDays(400));
    live(Duration.ofHours(12));
    clock.jump(Duration.ofDays(-400));

    live(Duration.ofDays(3));

    assertThat(retention.held()).isNull();
    assertThat(journeys.events()).containsExactly("e");
  }

  @Test
  void aClockBehindTheNewestEventRemovesNothing() throws Exception {
    journeys.delivered(event("old"), "a");
    journeys.delivered(event("new").receivedAt(T0.plus(Duration.ofDays(40))), "a");
    retention = retention(rules(1, Duration.ofDays(30), 0));
    clock.jump(Duration.ofDays(35));

    live(Duration.ofDays(2));
    assertThat(retention.held()).contains("newest event");
    assertThat(journeys.events()).hasSize(2);

    live(Duration.ofDays(2));
    assertThat(retention.held()).isNull();
    assertThat(journeys.events()).containsExactly("new");
  }

  @Test
  void aStartLongAfterTheNewestEventWaitsForADay() throws Exception {
    journeys.delivered(event("e"), "a");
    clock.jump(Duration.ofDays(60));

    live(Duration.ofHours(23));
    assertThat(retention.held()).contains("ahead");
    assertThat(journeys.events()).hasSize(1);

    live(HOUR);
    assertThat(journeys.events()).isEmpty();
  }
}
