package io.dromedary.delivery;

import static org.awaitility.Awaitility.await;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.NewEvent;
import io.dromedary.store.Ordering;
import io.dromedary.store.Settlement;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One target without Camel, on a real store, with threads of its own and a time that only moves
 * when it is told to.
 */
final class OneTarget implements AutoCloseable, Attempts.Surroundings, DeliveryListener {
  static final Duration BOUND = Duration.ofSeconds(20);
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final String name;
  private final Store store;
  private final AtomicLong passedNanos = new AtomicLong();
  private final AtomicInteger tries = new AtomicInteger();
  private final List<AttemptRecord> attempts = new CopyOnWriteArrayList<>();
  private final List<AttemptRecord> discarded = new CopyOnWriteArrayList<>();
  private final List<Circuit> circuits = new CopyOnWriteArrayList<>();
  private final List<Integer> stuck = new CopyOnWriteArrayList<>();
  private final Attempts work;
  private final ClaimLoop<StoredDelivery> loop;

  OneTarget(String name, Store store, TargetPolicy policy, TargetRoute route) {
    this.name = name;
    this.store = store;
    work =
        new Attempts(
            name,
            policy,
            delivery -> {
              tries.incrementAndGet();
              return route.deliver(delivery);
            },
            this);
    loop = new ClaimLoop<>("delivery-" + name, policy.concurrency(), work);
  }

  static Store store(Path folder) {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }

  /** Two slots, 30 s for an attempt, a redelivery after 1 h, three failures in a row. */
  static TargetPolicy policy(int maximumRedeliveries) {
    return new TargetPolicy(
        2,
        Duration.ofSeconds(30),
        new RedeliveryPolicy(maximumRedeliveries, Duration.ofHours(1), 1, Duration.ofHours(1)),
        new CircuitPolicy(3, Duration.ofSeconds(5), Duration.ofSeconds(60)),
        Ordering.NONE);
  }

  /** Keeps that many events, each with one delivery to each of the targets. */
  static void deliveries(Store store, int count, String... targets) {
    List<CompletableFuture<?>> accepts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      accepts.add(store.accept(event("m" + i)));
    }
    route(store, accepts, targets);
  }

  /** Keeps an event with one delivery to each of the targets. */
  static void delivery(Store store, String eventId, String... targets) {
    route(store, List.of(store.accept(event(eventId))), targets);
  }

  private static void route(Store store, List<CompletableFuture<?>> accepts, String... targets) {
    CompletableFuture.allOf(accepts.toArray(CompletableFuture[]::new)).join();
    List<Settlement.NewDelivery> recipients = new ArrayList<>();
    for (String target : targets) {
      recipients.add(new Settlement.NewDelivery(target, null, null, null));
    }
    List<CompletableFuture<?>> settled = new ArrayList<>();
    for (StoredEvent event : store.claimEvents("itwin", accepts.size(), T0)) {
      settled.add(
          store.settle(
              new Settlement(event, T0, Settlement.End.ROUTED, Set.of(), null, recipients)));
    }
    CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new)).join();
  }

  private static NewEvent event(String id) {
    return new NewEvent(
        "itwin",
        new NewEvent.DuplicateKey(id, T0.plus(Duration.ofDays(7))),
        null,
        id,
        "iModels.iModelCreated.v1",
        "iModels",
        "iModels",
        null,
        null,
        T0,
        null,
        null,
        null,
        "{}".getBytes(StandardCharsets.UTF_8),
        null);
  }

  OneTarget start() {
    loop.start();
    return this;
  }

  boolean stop(Duration timeout) {
    return loop.stop(timeout);
  }

  /** Lets time pass, has overdue attempts timed out, and has the loop look. */
  void pass(Duration time) {
    passedNanos.addAndGet(time.toNanos());
    work.look();
    loop.wake();
  }

  int tries() {
    return tries.get();
  }

  List<AttemptRecord> attempts() {
    return attempts;
  }

  List<AttemptRecord> discarded() {
    return discarded;
  }

  List<Circuit> circuits() {
    return circuits;
  }

  Circuit circuit() {
    return circuits.get(circuits.size() - 1);
  }

  /** How many attempts hold their slots after their time-out. */
  int stuck() {
    return stuck.get(stuck.size() - 1);
  }

  int inHand() {
    return loop.inHand();
  }

  /** Waits until that many attempts are recorded. */
  List<AttemptRecord> attempts(int count) {
    await().atMost(BOUND).until(() -> attempts.size() >= count);
    return attempts;
  }

  long pending() {
    return store.pendingDeliveries().getOrDefault(name, 0L);
  }

  /** What a query for one number says. */
  long number(String sql) {
    return store
        .database()
        .read(
            "counting",
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(sql);
                  ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
              }
            });
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Clock clock() {
    return Clock.fixed(T0.plusNanos(passedNanos.get()), ZoneOffset.UTC);
  }

  @Override
  public LongSupplier nanoTime() {
    return passedNanos::get;
  }

  @Override
  public void tell(Consumer<DeliveryListener> what) {
    what.accept(this);
  }

  @Override
  public void lookForWork() {
    loop.wake();
  }

  @Override
  public void attempted(AttemptRecord attempt) {
    attempts.add(attempt);
  }

  @Override
  public void discarded(AttemptRecord attempt) {
    discarded.add(attempt);
  }

  @Override
  public void circuit(String target, Circuit circuit, @Nullable String reason) {
    circuits.add(circuit);
  }

  @Override
  public void stuck(String target, int now, int slots) {
    stuck.add(now);
  }

  @Override
  public void close() {
    loop.stop(Duration.ofSeconds(1));
  }
}
