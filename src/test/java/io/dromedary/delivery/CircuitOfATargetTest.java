package io.dromedary.delivery;

import static io.dromedary.delivery.OneTarget.BOUND;
import static io.dromedary.delivery.OneTarget.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.Store;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a target that fails, and comes back, costs the deliveries that wait for it. */
class CircuitOfATargetTest {
  private Store store;
  private OneTarget target;
  private volatile @Nullable Throwable answer;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = OneTarget.store(folder);
    target = new OneTarget("a", store, policy(20), delivery -> answer);
  }

  @AfterEach
  void close() {
    target.close();
    store.close();
  }

  private static HttpOperationFailedException http(int status) {
    return new HttpOperationFailedException(
        "https://partner.example/in", status, "", null, Map.of(), "because");
  }

  private void settle() {
    await().atMost(BOUND).until(() -> target.inHand() == 0);
  }

  @Test
  void aBacklogAtADeadTargetSpendsOnlyProbesAndDrainsWhenItIsBack() {
    answer = new IOException("refused");
    OneTarget.deliveries(store, 1_000, "a");
    target.start();

    await().atMost(BOUND).until(() -> target.circuit() == Circuit.OPEN);
    settle();
    int opening = target.tries();
    assertThat(opening).as("three in a row, and one in the other slot").isBetween(3, 4);

    Duration open = Duration.ofSeconds(5);
    for (int probe = 1; probe <= 8; probe++) {
      target.pass(open.minusMillis(1));
      await().during(Duration.ofMillis(20)).atMost(BOUND).until(() -> target.inHand() == 0);
      assertThat(target.tries()).as("before its time").isEqualTo(opening + probe - 1);

      target.pass(Duration.ofMillis(1));
      target.attempts(opening + probe);
      settle();
      assertThat(target.tries()).isEqualTo(opening + probe);
      open =
          open.multipliedBy(2).compareTo(Duration.ofSeconds(60)) < 0
              ? open.multipliedBy(2)
              : Duration.ofSeconds(60);
    }
    assertThat(target.number("select count(*) from delivery where tried > 0"))
        .as("each probe with another one")
        .isEqualTo(opening + 8);
    assertThat(target.number("select count(*) from attempt")).isEqualTo(opening + 8);
    assertThat(target.number("select max(attempts) from delivery")).isEqualTo(1);

    answer = null;
    target.pass(Duration.ofHours(2));
    await().atMost(BOUND).until(() -> target.pending() == 0);
    assertThat(target.circuit()).isEqualTo(Circuit.CLOSED);
    assertThat(target.number("select count(*) from delivery where state = 'delivered'"))
        .isEqualTo(1_000);
  }

  @Test
  void aMisconfiguredTargetBuriesNothingHoweverLongItStaysSo() {
    answer = http(401);
    target.close();
    target = new OneTarget("a", store, policy(0), delivery -> answer);
    OneTarget.deliveries(store, 3, "a");
    target.start();

    await().atMost(BOUND).until(() -> target.circuit() == Circuit.OPEN);
    settle();
    for (int minute = 0; minute < 12; minute++) {
      int before = target.tries();
      target.pass(Duration.ofSeconds(61));
      target.attempts(before + 1);
      settle();
    }
    assertThat(target.attempts())
        .extracting(AttemptRecord::decision)
        .containsOnly(Decision.MISCONFIGURED);
    assertThat(target.attempts())
        .allSatisfy(attempt -> assertThat(attempt.response()).isEqualTo("because"));
    assertThat(target.number("select sum(attempts) from delivery")).isZero();
    assertThat(target.number("select sum(tried) from delivery"))
        .isEqualTo(target.tries())
        .isGreaterThanOrEqualTo(13);
    assertThat(target.number("select count(*) from attempt where decision = 'misconfigured'"))
        .isEqualTo(target.tries());

    answer = null;
    target.pass(Duration.ofMinutes(2));
    await().atMost(BOUND).until(() -> target.pending() == 0);
    assertThat(store.deadLetters().values()).containsOnly(0L);
  }

  @Test
  void oneDeliveryThatIsRefusedWhileOthersAreTakenIsGivenUpInTheEnd() {
    target.close();
    target =
        new OneTarget(
            "a",
            store,
            policy(1),
            delivery -> delivery.event().eventId().equals("m0") ? http(403) : null);
    OneTarget.deliveries(store, 1, "a");
    target.start();

    int others = 0;
    while (target.number("select count(*) from delivery where state = 'dead'") == 0) {
      settle();
      assertThat(others).as("others that were taken meanwhile").isLessThan(20);
      OneTarget.delivery(store, "other" + others++, "a");
      target.pass(Duration.ofMinutes(61));
      settle();
    }
    assertThat(target.number("select count(*) from delivery where state = 'delivered'"))
        .isEqualTo(others);
    assertThat(target.number("select attempts from delivery where state = 'dead'")).isEqualTo(2);
    assertThat(target.attempts())
        .filteredOn(attempt -> attempt.delivery().event().eventId().equals("m0"))
        .extracting(AttemptRecord::decision)
        .startsWith(Decision.MISCONFIGURED)
        // Whether it or another is tried first when both are due decides what it is taken for.
        .filteredOn(decision -> decision != Decision.MISCONFIGURED)
        .containsExactly(Decision.REDELIVER, Decision.EXHAUSTED);
  }

  @Test
  void whatIsRefusedForItselfIsDeadAtOnceAndLeavesTheCircuitClosed() {
    answer = new SQLException("violates a constraint", "23502");
    OneTarget.deliveries(store, 50, "a");
    target.start();

    await().atMost(BOUND).until(() -> target.pending() == 0);
    settle();
    assertThat(target.circuits()).containsExactly(Circuit.CLOSED);
    assertThat(target.number("select count(*) from delivery where state = 'dead'")).isEqualTo(50);
    assertThat(target.attempts()).hasSize(50);
    assertThat(target.attempts()).extracting(AttemptRecord::decision).containsOnly(Decision.DEAD);
    assertThat(target.number("select count(*) from attempt where decision = 'dead'")).isEqualTo(50);
  }

  @Test
  void whatWasClaimedWhenItOpensIsHandedBackUntouched() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    target.close();
    target =
        new OneTarget(
            "a",
            store,
            policy(20),
            delivery -> {
              if (delivery.event().eventId().equals("m1")) {
                begun.countDown();
                awaitIt(open);
                return null;
              }
              awaitIt(begun);
              return http(401);
            });
    OneTarget.deliveries(store, 100, "a");
    target.start();

    await().atMost(BOUND).until(() -> target.circuit() == Circuit.OPEN);
    await().atMost(BOUND).until(() -> target.inHand() == 1);
    assertThat(target.tries()).isEqualTo(2);
    assertThat(store.claimDeliveries("a", 1_000, OneTarget.T0))
        .as("others may have them")
        .hasSize(98);
    open.countDown();
    settle();
    assertThat(target.circuit()).as("it began before").isEqualTo(Circuit.OPEN);
  }

  private static void awaitIt(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTargetThatAsksForTimeIsLeftAloneForThatLong() {
    answer =
        new HttpOperationFailedException(
            "https://partner.example/in", 429, "", null, Map.of("Retry-After", "1800"), null);
    OneTarget.deliveries(store, 20, "a");
    target.start();
    await().atMost(BOUND).until(() -> target.circuit() == Circuit.OPEN);
    settle();
    int opening = target.tries();

    answer = null;
    target.pass(Duration.ofSeconds(1799));
    await().during(Duration.ofMillis(100)).atMost(BOUND).until(() -> target.inHand() == 0);
    assertThat(target.tries()).isEqualTo(opening);
    target.pass(Duration.ofSeconds(1));
    await().atMost(BOUND).until(() -> target.pending() == opening);
  }

  @Test
  void whatIsNotOursAnyMoreIsHandedBackAndNotTried() {
    AtomicInteger lost = new AtomicInteger(3);
    Store forgetful = overriding("holds", () -> lost.getAndDecrement() <= 0);
    target.close();
    target = new OneTarget("a", forgetful, policy(20), delivery -> null);
    OneTarget.deliveries(store, 3, "a");
    target.start();

    await().atMost(BOUND).until(() -> target.pending() == 0);
    assertThat(lost).hasValueLessThanOrEqualTo(-3);
    assertThat(target.tries()).isEqualTo(3);
    assertThat(target.number("select sum(tried) from delivery")).isEqualTo(3);
  }

  @Test
  void whoHasLostItsClaimsClaimsNothing() {
    AtomicBoolean holds = new AtomicBoolean();
    target.close();
    target =
        new OneTarget("a", overriding("holdsClaims", holds::get), policy(20), delivery -> null);
    OneTarget.deliveries(store, 3, "a");
    target.start();

    await().during(Duration.ofMillis(200)).atMost(BOUND).until(() -> target.tries() == 0);
    assertThat(store.claimDeliveries("a", 10, OneTarget.T0))
        .hasSize(3)
        .allSatisfy(store::releaseDelivery);
    holds.set(true);
    await().atMost(BOUND).until(() -> target.pending() == 0);
  }

  /** The store, but for one question that is answered otherwise. */
  private Store overriding(String question, BooleanSupplier answer) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) ->
                method.getName().equals(question)
                    ? answer.getAsBoolean()
                    : method.invoke(store, arguments));
  }
}
