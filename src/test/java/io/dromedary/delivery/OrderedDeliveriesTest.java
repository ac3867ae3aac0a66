package io.dromedary.delivery;

import static io.dromedary.CoreRoutes.BOUND;
import static io.dromedary.CoreRoutes.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.Target;
import io.dromedary.event.EventHeaders;
import io.dromedary.inbox.InboxListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of one key reach a target that is ordered one after the other, whatever happens. */
class OrderedDeliveriesTest {
  private CoreRoutes routes;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes =
        new CoreRoutes(folder)
            .inboxOptions("orderBy=/iTwinId")
            .dispatch(
                """
                - to:
                    uri: delivery:a
                """);
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private static String body(String key, String messageId) {
    return CoreRoutes.body(messageId).replace("twin-1", key);
  }

  private void accept(String key, String messageId) {
    assertThat(status(routes.post(body(key, messageId)))).isEqualTo(200);
  }

  private static String id(Exchange exchange) {
    return exchange.getMessage().getHeader(EventHeaders.EVENT_ID, String.class);
  }

  /** The key is what stands before the hyphen of the id. */
  private static String key(Exchange exchange) {
    return id(exchange).substring(0, id(exchange).indexOf('-'));
  }

  private static void failFor(Exchange exchange, String id) {
    if (id(exchange).equals(id)) {
      throw new IllegalStateException("not this one");
    }
  }

  @Test
  void eventsOfOneKeyAreDeliveredInTheOrderOfTheirAcceptsThoughSomeFail() throws Exception {
    Target a =
        routes.target(
            "a",
            "ordered: true",
            "concurrency: 8",
            "maximumRedeliveries: 1000",
            "failureThreshold: 1000000");
    Map<String, List<String>> delivered = new ConcurrentHashMap<>();
    Set<String> inHand = ConcurrentHashMap.newKeySet();
    Set<String> overlapped = ConcurrentHashMap.newKeySet();
    Random random = new Random(7);
    a.does(
        exchange -> {
          String key = key(exchange);
          if (!inHand.add(key)) {
            overlapped.add(key);
          }
          try {
            if (random.nextInt(4) == 0) {
              throw new IllegalStateException("now and then");
            }
            delivered.computeIfAbsent(key, k -> new ArrayList<>()).add(id(exchange));
          } finally {
            inHand.remove(key);
          }
        });
    routes.start();
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      String key = "k" + random.nextInt(6);
      accepted.add(key + "-" + i);
      accept(key, key + "-" + i);
    }

    for (String id : accepted) {
      routes.delivery(id, "a", "delivered");
    }
    assertThat(overlapped).isEmpty();
    assertThat(delivered).hasSize(6);
    delivered.forEach(
        (key, ids) ->
            assertThat(ids)
                .containsExactlyElementsOf(
                    accepted.stream().filter(id -> id.startsWith(key + "-")).toList()));
  }

  @Test
  void differentKeysAreDeliveredAtOnce() throws Exception {
    Target a = routes.target("a", "ordered: true", "concurrency: 2", "maximumRedeliveries: 0");
    CyclicBarrier both = new CyclicBarrier(2);
    a.does(exchange -> both.await(20, TimeUnit.SECONDS));
    routes.start();
    accept("k", "k-1");
    accept("other", "other-1");

    routes.delivery("k-1", "a", "delivered");
    routes.delivery("other-1", "a", "delivered");
  }

  @Test
  void aDeadLetterHoldsItsKeyUntilItIsReplayedAndNoOtherKey() throws Exception {
    Target a = routes.target("a", "ordered: true", "maximumRedeliveries: 0");
    a.does(exchange -> failFor(exchange, "k-1"));
    routes.start();
    accept("k", "k-1");
    accept("k", "k-2");
    routes.delivery("k-1", "a", "dead");
    accept("k", "k-3");
    accept("other", "other-1");

    routes.delivery("other-1", "a", "delivered");
    assertThat(routes.delivery("k-2", "a").state()).isEqualTo("pending");
    assertThat(routes.delivery("k-3", "a").state()).isEqualTo("pending");
    assertThat(routes.store().blockedKeys("a")).isEqualTo(1);

    a.does(exchange -> {});
    routes
        .store()
        .change(
            (connection, effects) -> {
              try (var replay =
                  connection.prepareStatement(
                      "update delivery set state = 'pending', generation = 2, attempts = 0"
                          + " where state = 'dead'")) {
                return replay.executeUpdate();
              }
            })
        .get(20, TimeUnit.SECONDS);
    routes.delivery("k-3", "a", "delivered");
    assertThat(a.eventIds()).containsSubsequence("k-1", "k-1", "k-2", "k-3");
    assertThat(a.eventIds()).filteredOn(id -> !id.equals("k-1")).doesNotHaveDuplicates();
  }

  @Test
  void aDeadLetterThatIsSkippedHoldsNothing() throws Exception {
    Target a = routes.target("a", "ordered: true", "onBlocked: skip", "maximumRedeliveries: 1");
    a.does(exchange -> failFor(exchange, "k-1"));
    routes.start();
    accept("k", "k-1");
    accept("k", "k-2");

    routes.delivery("k-2", "a", "delivered");
    assertThat(routes.delivery("k-1", "a").state()).isEqualTo("dead");
    assertThat(a.eventIds()).containsExactly("k-1", "k-1", "k-2");
  }

  @Test
  void nothingOfAKeyIsAttemptedWhileAnAttemptOfItThatTimedOutStillHangs() throws Exception {
    Target a =
        routes.target(
            "a",
            "ordered: true",
            "onBlocked: skip",
            "maximumRedeliveries: 0",
            "attemptTimeout: 100");
    CountDownLatch hangs = new CountDownLatch(1);
    a.does(
        exchange -> {
          if (id(exchange).equals("k-1")) {
            awaitUninterrupted(hangs);
          }
        });
    routes.start();
    accept("k", "k-1");
    accept("k", "k-2");
    routes.delivery("k-1", "a", "dead");
    accept("other", "other-1");
    accept("other", "other-2");

    routes.delivery("other-2", "a", "delivered");
    assertThat(a.eventIds()).containsExactly("k-1", "other-1", "other-2");
    hangs.countDown();
    routes.delivery("k-2", "a", "delivered");
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // As a driver that does not care.
        Thread.interrupted();
      }
    }
  }

  @Test
  void anEventWithoutAKeyIsDeliveredAndToldOf() throws Exception {
    Target a = routes.target("a", "ordered: true");
    List<String> unkeyed = new CopyOnWriteArrayList<>();
    routes
        .context()
        .getRegistry()
        .bind(
            "listener",
            new InboxListener() {
              @Override
              public void unkeyed(String source) {
                unkeyed.add(source);
              }
            });
    routes.start();
    String body = body("", "k-1");
    assertThat(status(routes.post(body))).isEqualTo(200);
    assertThat(status(routes.post(body))).isEqualTo(200);
    accept("k", "k-2");

    routes.delivery("k-1", "a", "delivered");
    routes.delivery("k-2", "a", "delivered");
    assertThat(a.received()).hasSize(2);
    await().atMost(BOUND).untilAsserted(() -> assertThat(unkeyed).containsExactly("itwin"));
  }

  @Test
  void anOptionThatMeansNothingIsRefusedAtTheStart() {
    routes.target("a", "onBlocked: skip");

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("delivery:a: option onBlocked is skip")
        .hasStackTraceContaining("add that, or remove it");
  }

  @Test
  void anOptionThatIsNoChoiceIsRefusedAtTheStart() {
    routes.target("a", "ordered: true", "onBlocked: wait");

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("delivery:a: option onBlocked is wait; it must be block or skip");
  }

  @Test
  void aPlaceThatIsNoneIsRefusedAtTheStart() {
    routes.inboxOptions("orderBy=iTwinId");
    routes.target("a", "ordered: true");

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining("reading option orderBy of inbox:itwin")
        .hasStackTraceContaining("expected a JSON pointer");
  }
}
