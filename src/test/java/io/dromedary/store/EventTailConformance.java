package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.Settlement.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is seen by whoever follows the events of a store, whatever the database under it. */
abstract class EventTailConformance {
  private static final int ALL = 20_000;

  private final AtomicLong nanos = new AtomicLong();
  private Store store;
  private Journeys journeys;

  /** Opens an empty store. */
  abstract Store open();

  @BeforeEach
  void openTheStore() {
    store = open();
    journeys = new Journeys(store);
  }

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  final Store store() {
    return store;
  }

  final void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  final EventTail follow(String... parts) {
    Map<String, String> filter = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      filter.put(parts[i], parts[i + 1]);
    }
    return new EventTail(
        store.database(), EventFilter.parse(filter, Instant.now()), nanos::getAndIncrement);
  }

  final void accept(String id) {
    accept(key(id).messageId(id));
  }

  final void accept(NewEvents event) {
    journeys.accept(event);
  }

  private void acceptMany(String prefix, int count) {
    CompletableFuture.allOf(
            IntStream.range(0, count)
                .mapToObj(i -> key(prefix + i).messageId(prefix + i).event())
                .map(store::accept)
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  static List<String> ids(List<Match> matches) {
    return matches.stream().map(match -> match.event().eventId()).toList();
  }

  @Test
  void whatComesAfterItBeganIsSeenOnceAndInOrder() {
    accept("before");
    EventTail tail = follow();
    assertThat(tail.next(ALL)).isEmpty();

    accept("a");
    accept("b");
    assertThat(ids(tail.next(ALL))).containsExactly("a", "b");
    assertThat(tail.next(ALL)).isEmpty();

    accept("c");
    assertThat(ids(tail.next(ALL))).containsExactly("c");
    assertThat(tail.missed()).isZero();
  }

  @Test
  void inAnEmptyStoreTheFirstEventIsSeen() {
    EventTail tail = follow();
    assertThat(tail.next(ALL)).isEmpty();

    accept("first");

    assertThat(ids(tail.next(ALL))).containsExactly("first");
  }

  @Test
  void whatIsMoreThanAPageComesInSeveral() {
    EventTail tail = follow();
    acceptMany("m", 25);

    List<String> seen = new ArrayList<>();
    for (List<Match> page = tail.next(10); !page.isEmpty(); page = tail.next(10)) {
      assertThat(page).hasSizeLessThanOrEqualTo(10);
      seen.addAll(ids(page));
    }

    assertThat(seen).hasSize(25).doesNotHaveDuplicates();
  }

  @Test
  void onlyWhatTheFilterMeansIsSeen() {
    EventTail tail = follow("source", "other", "type", "iModels.*");
    accept("a");
    accept(key("b").messageId("b").source("other"));
    // Without an event type, as what cannot be read.
    accept(key("c").messageId("c").source("other").problem("not JSON"));

    assertThat(ids(tail.next(ALL))).containsExactly("b");
  }

  @Test
  void theStateIsThatOfTheMoment() {
    EventTail tail = follow();
    journeys.settled(key("a").messageId("a"), End.ROUTED, null, "archive");
    accept("b");

    assertThat(tail.next(ALL))
        .extracting(match -> match.event().eventId() + " " + match.event().state().text())
        .containsExactly("a routed", "b accepted");
  }

  @Test
  void whoeverAsksTooRarelyIsToldHowManyWereMissed() {
    EventTail tail = follow();
    int more = 7;
    acceptMany("m", EventTail.MOST_WAITING + more);

    List<Match> seen = new ArrayList<>();
    for (List<Match> page = tail.next(5_000); !page.isEmpty(); page = tail.next(5_000)) {
      seen.addAll(page);
    }

    assertThat(seen).hasSize(EventTail.MOST_WAITING);
    assertThat(tail.missed()).isEqualTo(more);
    assertThat(tail.missed()).isZero();
    accept("after");
    assertThat(ids(tail.next(ALL))).containsExactly("after");
  }

  @Test
  void theNewestBeforeComeInTheOrderInWhichTheyWereAccepted() {
    acceptMany("m", 5);
    accept("x");
    accept("y");
    EventTail tail = follow();

    assertThat(ids(tail.newest(2, () -> false))).containsExactly("x", "y");
    assertThat(tail.newest(100, () -> false)).hasSize(7);
    assertThat(tail.next(ALL)).isEmpty();
  }

  @Test
  void itGoesBackToATimeAndThenOn() {
    for (int i = 0; i < 3000; i += 500) {
      int first = i;
      CompletableFuture.allOf(
              IntStream.range(first, first + 500)
                  .mapToObj(
                      n ->
                          key("m" + n)
                              .messageId("m" + n)
                              .receivedAt(T0.plus(Duration.ofMinutes(n)))
                              .event())
                  .map(store::accept)
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
    EventTail tail = follow("since", T0.plus(Duration.ofMinutes(2990)).toString());
    tail.goBack();
    accept(key("now").messageId("now").receivedAt(T0.plus(Duration.ofHours(50))));

    List<String> seen = new ArrayList<>();
    while (!seen.contains("now")) {
      seen.addAll(ids(tail.next(4)));
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(IntStream.range(2990, 3000).mapToObj(n -> "m" + n), Stream.of("now"))
                .toList());
  }
}
