package io.dromedary.delivery;

import static io.dromedary.delivery.OneTarget.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Ordering;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several deliveries that are made permanent together, and what each of them comes to. */
class DeliveryBatchTest {
  private static final int EVENTS = 20;

  /** A target that keeps what was committed, and how. */
  private static final class Kept implements DeliveryBatch {
    final List<String> committed = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final AtomicInteger rolledBack = new AtomicInteger();
    final Map<Thread, List<String>> open = new ConcurrentHashMap<>();
    final AtomicInteger failingCommits = new AtomicInteger();

    @Override
    public void begin() {
      open.put(Thread.currentThread(), new ArrayList<>());
    }

    @Override
    public void commit() throws SQLException {
      List<String> all = Objects.requireNonNull(open.remove(Thread.currentThread()));
      if (failingCommits.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new SQLException("the disk is away", "58030");
      }
      committed.addAll(all);
      batches.add(all.size());
    }

    @Override
    public void rollback() {
      open.remove(Thread.currentThread());
      rolledBack.incrementAndGet();
    }

    void write(String id) {
      List<String> batch = open.get(Thread.currentThread());
      (batch == null ? committed : batch).add(id);
    }
  }

  private final Kept kept = new Kept();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile Function<String, @Nullable Throwable> refusal = id -> null;
  private Store store;
  private OneTarget target;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = OneTarget.store(folder);
    TargetPolicy alone = OneTarget.policy(20);
    target =
        new OneTarget(
            "a",
            store,
            new TargetPolicy(
                1,
                alone.attemptTimeout(),
                alone.redelivery(),
                alone.circuit(),
                Ordering.NONE,
                kept,
                EVENTS),
            this::deliver);
  }

  @AfterEach
  void close() {
    goOn.countDown();
    target.close();
    store.close();
  }

  private @Nullable Throwable deliver(StoredDelivery delivery) {
    String id = delivery.event().eventId();
    Throwable refused = refusal.apply(id);
    if (refused == null) {
      kept.write(id);
    }
    return refused;
  }

  private List<AttemptRecord> attemptsOf(Outcome outcome) {
    return target.attempts().stream().filter(attempt -> attempt.outcome() == outcome).toList();
  }

  private static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      ids.add("m" + i);
    }
    return ids;
  }

  @Test
  void whatWaitsIsMadePermanentTogetherAndRecordedOneByOne() {
    OneTarget.deliveries(store, EVENTS, "a");
    target.start();

    assertThat(target.attempts(EVENTS)).hasSize(EVENTS);
    assertThat(kept.committed).containsExactlyInAnyOrderElementsOf(ids());
    assertThat(kept.batches).as("not one by one").hasSizeLessThan(EVENTS);
    assertThat(attemptsOf(Outcome.SUCCEEDED)).hasSize(EVENTS);
    assertThat(target.number("select count(*) from attempt where outcome = 'succeeded'"))
        .isEqualTo(EVENTS);
    assertThat(target.pending()).isZero();
  }

  @Test
  void oneThatIsRefusedFailsAloneAndTheOthersAreKeptOnce() {
    refusal = id -> id.equals("m7") ? new SQLException("not null", "23502") : null;
    OneTarget.deliveries(store, EVENTS, "a");
    target.start();

    assertThat(target.attempts(EVENTS)).hasSize(EVENTS);
    List<String> others = ids();
    others.remove("m7");
    assertThat(kept.committed).containsExactlyInAnyOrderElementsOf(others);
    assertThat(kept.rolledBack).hasPositiveValue();
    assertThat(attemptsOf(Outcome.FAILED))
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.delivery().event().eventId()).isEqualTo("m7");
              assertThat(attempt.state()).isEqualTo(DeliveryState.DEAD);
            });
    assertThat(target.circuits()).containsOnly(Circuit.CLOSED);
  }

  @Test
  void whenTheyCannotBeMadePermanentTogetherEachIsAttemptedAlone() {
    kept.failingCommits.set(1);
    OneTarget.deliveries(store, EVENTS, "a");
    target.start();

    assertThat(target.attempts(EVENTS)).hasSize(EVENTS);
    assertThat(attemptsOf(Outcome.SUCCEEDED)).hasSize(EVENTS);
    assertThat(kept.committed).containsExactlyInAnyOrderElementsOf(ids());
  }

  @Test
  void aTargetThatIsDownCostsABatchNoMoreAttemptsThanTheCircuitAllows() {
    refusal = id -> new IOException("connection refused");
    OneTarget.deliveries(store, EVENTS, "a");
    target.start();

    await().atMost(BOUND).until(() -> target.circuit() == Circuit.OPEN);
    await().atMost(BOUND).until(() -> target.inHand() == 0);
    assertThat(target.attempts()).as("failures in a row that open it").hasSize(3);
    assertThat(kept.committed).isEmpty();
  }

  @Test
  void oneThatHangsIsTimedOutAndTheOthersOfItsBatchAreKept() {
    refusal =
        id -> {
          if (!id.equals("m3")) {
            return null;
          }
          try {
            goOn.await(30, TimeUnit.SECONDS);
            return null;
          } catch (InterruptedException e) {
            return e;
          }
        };
    OneTarget.deliveries(store, EVENTS, "a");
    target.start();
    await().atMost(BOUND).until(() -> target.tries() >= 4);

    target.pass(Duration.ofSeconds(30));

    assertThat(target.attempts(EVENTS)).hasSize(EVENTS);
    List<String> others = ids();
    others.remove("m3");
    assertThat(kept.committed).containsExactlyInAnyOrderElementsOf(others);
    assertThat(attemptsOf(Outcome.TIMED_OUT))
        .extracting(attempt -> attempt.delivery().event().eventId())
        .containsExactly("m3");
  }
}
