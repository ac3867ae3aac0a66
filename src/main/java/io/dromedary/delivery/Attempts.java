package io.dromedary.delivery;

import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Ordering;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.UntilKept;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Attempts the deliveries of one target, records what becomes of each, and leaves the target alone
 * while its circuit is open or all its slots are stuck. Thread-safe.
 */
final class Attempts implements ClaimLoop.Work<StoredDelivery> {
  /** What it needs of where it runs. */
  interface Surroundings {
    Store store();

    Clock clock();

    /** A clock that never jumps. */
    LongSupplier nanoTime();

    /** Tells all listeners. */
    void tell(Consumer<DeliveryListener> what);

    /** Has the claim loop look for work. */
    void lookForWork();
  }

  private final String target;
  private final TargetPolicy policy;
  private final TargetRoute route;
  private final Surroundings around;
  private final AttemptLog log;
  private final CircuitBreaker circuit;
  private final Slots slots = new Slots();
  private final List<StoredDelivery> behindStuck = new ArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object stuckLock = new Object();
  private int stuck;
  private volatile boolean stalled;
  private volatile boolean stopping;
  private volatile long lastTaken;
  private volatile boolean tookOne;

  Attempts(String target, TargetPolicy policy, TargetRoute route, Surroundings around) {
    this.target = target;
    this.policy = policy;
    this.route = route;
    this.around = around;
    this.log = new AttemptLog(target);
    this.circuit = new CircuitBreaker(policy.circuit(), around.nanoTime(), this::changed);
    around.tell(listener -> listener.circuit(target, Circuit.CLOSED, null));
    around.tell(listener -> listener.stuck(target, 0, policy.concurrency()));
  }

  private void changed(CircuitBreaker.Transition transition) {
    log.circuit(transition, around.store().pendingDeliveries().getOrDefault(target, 0L));
    Failure failure = transition.failure();
    around.tell(
        listener ->
            listener.circuit(target, transition.to(), failure == null ? null : failure.reason()));
    if (transition.to() != Circuit.HALF_OPEN) {
      around.lookForWork(); // to hand back what waits, or to claim again
    }
  }

  @Override
  public boolean ready() {
    return !stalled && around.store().holdsClaims() && circuit.room(1) > 0;
  }

  @Override
  public List<StoredDelivery> claim(int max) {
    int room = circuit.room(max);
    if (circuit.state() != Circuit.CLOSED) {
      room -= Math.max(0, waiting.get());
    }
    if (stalled || room <= 0) {
      return List.of();
    }
    List<StoredDelivery> claimed =
        inTurn(
            around
                .store()
                .claimDeliveries(target, room, around.clock().instant(), policy.ordering()));
    waiting.addAndGet(claimed.size());
    return claimed;
  }

  /**
   * Without those of a key whose last attempt timed out and may yet do something. They stay claimed
   * until it comes back: else they would be claimed again and again, before those of other keys.
   */
  private List<StoredDelivery> inTurn(List<StoredDelivery> claimed) {
    if (policy.ordering() == Ordering.NONE) {
      return claimed;
    }
    List<StoredDelivery> inTurn = new ArrayList<>(claimed.size());
    synchronized (behindStuck) {
      for (StoredDelivery delivery : claimed) {
        (slots.isStuck(delivery.event().orderKey()) ? behindStuck : inTurn).add(delivery);
      }
    }
    return inTurn;
  }

  private void releaseBehindStuck() {
    boolean released;
    synchronized (behindStuck) {
      released =
          behindStuck.removeIf(
              delivery -> {
                boolean free = !slots.isStuck(delivery.event().orderKey());
                if (free) {
                  around.store().releaseDelivery(delivery);
                }
                return free;
              });
    }
    if (released) {
      around.lookForWork();
    }
  }

  @Override
  public void release(StoredDelivery delivery) {
    waiting.decrementAndGet();
    around.store().releaseDelivery(delivery);
  }

  @Override
  public void interrupting() {
    stopping = true;
  }

  @Override
  public void work(StoredDelivery delivery, Runnable finished) {
    Attempt attempt = begin(delivery, finished);
    if (attempt == null) {
      return;
    }
    Tried tried = tried(attempt, () -> route.deliver(delivery));
    if (tried.inTime()) {
      ended(attempt, tried.failure());
    } else {
      late(attempt, tried.failure());
    }
  }

  private record Tried(@Nullable Throwable failure, boolean inTime) {
    boolean endedWell() {
      return failure == null && inTime;
    }
  }

  /** Null when it is not to be made now; it is handed back then. */
  private @Nullable Attempt begin(StoredDelivery delivery, Runnable finished) {
    CircuitBreaker.Permit permit = around.store().holds(delivery) ? circuit.enter() : null;
    if (permit == null) {
      release(delivery);
      finished.run();
      return null;
    }
    waiting.decrementAndGet();
    return new Attempt(
        delivery, permit, finished, around.clock().instant(), around.nanoTime().getAsLong());
  }

  private Tried tried(Attempt attempt, Supplier<@Nullable Throwable> what) {
    slots.take(attempt);
    Throwable failure = null;
    boolean inTime;
    try {
      failure = what.get();
    } finally {
      inTime = attempt.end();
      slots.free(attempt);
      // The interrupt of the time-out was for this attempt, not for what the thread does next.
      Thread.interrupted();
    }
    return new Tried(failure, inTime);
  }

  @Override
  public long pauseNanos() {
    return around.store().pauseNanos();
  }

  @Override
  public boolean gathers() {
    // Of a key one after the other goes this way.
    return policy.ordering() == Ordering.NONE;
  }

  @Override
  public int batchSize() {
    // One that is tried to see how the target is, is tried alone.
    return policy.batch() == null || circuit.state() != Circuit.CLOSED ? 1 : policy.batchSize();
  }

  /**
   * Attempts them one after the other, and has what they did made permanent together. When one of
   * them fails, or that does, none of it counts: each is attempted again, alone.
   */
  @Override
  public void work(List<ClaimLoop.Taken<StoredDelivery>> batch) {
    DeliveryBatch together = Objects.requireNonNull(policy.batch());
    List<Attempt> made = new ArrayList<>(batch.size());
    Iterator<ClaimLoop.Taken<StoredDelivery>> rest = batch.iterator();
    Attempt failed = null;
    Tried tried = new Tried(null, true);
    together.begin();
    boolean open = true;
    try {
      while (failed == null && rest.hasNext()) {
        ClaimLoop.Taken<StoredDelivery> next = rest.next();
        Attempt attempt = begin(next.item(), next.finished());
        if (attempt != null) {
          tried = tried(attempt, () -> route.deliver(attempt.delivery()));
          made.add(attempt);
          failed = tried.endedWell() ? null : attempt;
        }
      }
      if (failed == null && !made.isEmpty()) {
        // Its time-out is that of the last one from here on.
        Attempt last = again(made.remove(made.size() - 1));
        made.add(last);
        open = false;
        tried = tried(last, () -> commit(together));
        failed = tried.endedWell() ? null : last;
      }
    } finally {
      if (open) {
        together.rollback();
      }
    }
    boolean permanent = tried.failure() == null && !open;
    for (Attempt attempt : made) {
      if (attempt == failed && !tried.inTime()) {
        late(attempt, tried.failure());
      } else if (permanent) {
        ended(attempt, null);
      } else if (attempt == failed && made.size() == 1) {
        ended(attempt, tried.failure()); // no other one had a part in it
      } else {
        circuit.abandoned(attempt.permit());
        waiting.incrementAndGet();
        work(attempt.delivery(), attempt.finished());
      }
    }
    rest.forEachRemaining(next -> work(next.item(), next.finished()));
  }

  private Attempt again(Attempt attempt) {
    return new Attempt(
        attempt.delivery(),
        attempt.permit(),
        attempt.finished(),
        attempt.began(),
        around.nanoTime().getAsLong());
  }

  private static @Nullable Throwable commit(DeliveryBatch together) {
    try {
      together.commit();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  private void ended(Attempt attempt, @Nullable Throwable thrown) {
    Duration took = took(attempt);
    if (thrown == null) {
      lastTaken = around.nanoTime().getAsLong();
      tookOne = true;
      circuit.succeeded(attempt.permit());
      keep(
          AttemptEnd.taken(attempt.delivery(), Outcome.SUCCEEDED, attempt.began(), took),
          attempt.finished());
      return;
    }
    Failure failure =
        FailureClassifier.classify(thrown, stopping, around.clock().instant())
            .unlessOthersAreTaken(takesOthers(attempt.delivery()));
    failed(attempt, Outcome.FAILED, failure, took);
  }

  /**
   * Whether the target refuses this delivery only: it refused it before, and took another one
   * meanwhile.
   */
  private boolean takesOthers(StoredDelivery delivery) {
    if (!tookOne || delivery.tried() <= delivery.attempts()) {
      return false;
    }
    long since = around.nanoTime().getAsLong() - lastTaken;
    return since < policy.delayOfMisconfigured(delivery.tried()).toNanos();
  }

  private void failed(Attempt attempt, Outcome outcome, Failure failure, Duration took) {
    switch (failure.kind()) {
      case NOT_COUNTED -> circuit.abandoned(attempt.permit());
      // It answers, and refused this delivery for what it is.
      case DEAD -> circuit.succeeded(attempt.permit());
      case MISCONFIGURED, RETRIED ->
          circuit.failed(
              attempt.permit(), failure, policy.redelivery().atMostLongest(failure.retryAfter()));
    }
    keep(
        AttemptEnd.failed(
            attempt.delivery(),
            outcome,
            failure,
            policy,
            attempt.began(),
            took,
            ThreadLocalRandom.current().nextDouble()),
        attempt.finished());
  }

  private void keep(AttemptRecord record, Runnable finished) {
    log.attempt(record, circuit.state());
    if (policy.ordering() == Ordering.BLOCK && record.state() == DeliveryState.DEAD) {
      log.blocked(record.delivery());
    }
    UntilKept.keep(
        () -> around.store().record(record),
        owned -> {
          around.tell(
              listener -> {
                if (owned) {
                  listener.attempted(record);
                } else {
                  listener.discarded(record);
                }
              });
          finished.run();
        },
        finished);
  }

  private Duration took(Attempt attempt) {
    return Duration.ofNanos(around.nanoTime().getAsLong() - attempt.beganNanos());
  }

  /** Times out what is overdue; to be called often, by one thread. */
  void look() {
    long timeout = policy.attemptTimeout().toNanos();
    for (Attempt attempt : slots.overdue(around.nanoTime().getAsLong(), timeout)) {
      String place = StackPlace.of(attempt.thread());
      if (attempt.timeOut()) {
        failed(
            attempt,
            Outcome.TIMED_OUT,
            Failure.of(
                stopping ? Failure.Kind.NOT_COUNTED : Failure.Kind.RETRIED,
                "no end after "
                    + RedeliveryPolicy.readable(policy.attemptTimeout())
                    + ", in "
                    + place),
            took(attempt));
        countStuck();
      }
    }
  }

  private void late(Attempt attempt, @Nullable Throwable thrown) {
    countStuck();
    releaseBehindStuck();
    Duration took = took(attempt);
    if (thrown == null) {
      AttemptRecord record =
          AttemptEnd.taken(attempt.delivery(), Outcome.LATE, attempt.began(), took);
      keep(record, () -> {});
    } else {
      log.lateFailure(attempt.delivery(), took, thrown);
    }
  }

  private void countStuck() {
    synchronized (stuckLock) {
      List<Attempt> now = slots.stuck();
      boolean allStuck = now.size() >= policy.concurrency();
      if (allStuck != stalled) {
        stalled = allStuck;
        log.stalled(allStuck, now);
        around.lookForWork();
      }
      if (stuck != now.size()) {
        stuck = now.size();
        around.tell(listener -> listener.stuck(target, now.size(), policy.concurrency()));
      }
    }
  }
}
