package io.dromedary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all stores in an SQL database have in common: group commit, counts, who is woken. */
abstract class SqlStore implements Store, Database {
  /** More writes than this do not wait for their commit; an accept beyond it fails at once. */
  private static final int MAX_WAITING = 50_000;

  private final Writes writes;
  private final GroupCommit commits;

  /** How many deliveries are held or freed in one transaction: others wait for it. */
  static final int HELD_AT_ONCE = 500;

  /**
   * How many keys are looked at with each claim, for what was not freed when it should have been.
   */
  private static final int KEYS_LOOKED_AT = 32;

  /** The same where each is a round trip. */
  private static final int KEYS_LOOKED_AT_AFAR = 8;

  private final Counters counters;
  private final OrderedTargets ordered;
  private final GivingWay givingWay = new GivingWay(System::nanoTime);
  private final Map<String, String> lookedAt = new ConcurrentHashMap<>();
  private final Wakers eventWakers = new Wakers();
  private final Wakers deliveryWakers = new Wakers();

  SqlStore(
      Writes writes,
      GroupCommit.Transactions transactions,
      Counters counters,
      OrderedTargets ordered) {
    this.writes = writes;
    this.commits = new GroupCommit("dromedary-store", transactions, givingWay::committed);
    this.counters = counters;
    this.ordered = ordered;
  }

  /** Begins to commit. */
  final void start() {
    commits.start();
  }

  /** The connection of the transaction that is under way. Used by the writer thread only. */
  abstract Connection writer() throws SQLException;

  /** Closes that connection, after the last commit. */
  abstract void closeWriter() throws SQLException;

  /** The event is not in the hands of this process any more. */
  abstract void ended(StoredEvent event);

  /** The delivery is not in the hands of this process any more. */
  abstract void ended(StoredDelivery delivery);

  @Override
  public final CompletableFuture<Accepted> accept(NewEvent event) {
    byte[] digest = Digests.sha256(event.body());
    long came = System.nanoTime();
    return submit(
        new Planned<Accepted>() {
          @Override
          void committed(Accepted accepted, Set<Runnable> wake) {
            givingWay.accepted(System.nanoTime() - came);
            super.committed(accepted, wake);
          }

          @Override
          long weight() {
            return 512L + event.body().length;
          }

          @Override
          Writes.Step<Accepted> plan() {
            return writes.accept(event, digest);
          }

          @Override
          Accepted change(Effects effects) throws SQLException {
            return booked(super.change(effects), effects);
          }

          @Override
          Accepted applyRefused(SQLException refusal) throws SQLException {
            NewEvent rest =
                event.withoutText(
                    "the database refused what the callback said of itself: " + reason(refusal));
            Effects effects = fresh();
            return booked(writes.accept(rest, digest).apply(effects), effects);
          }

          private Accepted booked(Accepted accepted, Effects effects) {
            if (accepted.stored() && accepted.parked()) {
              effects.dead(Stage.READ, 1);
            } else if (accepted.stored()) {
              effects.unrouted(event.source(), 1);
            }
            return accepted;
          }
        });
  }

  /** A batch that failed carries the reason as its cause. */
  private static @Nullable String reason(SQLException refusal) {
    return refusal.getCause() instanceof SQLException cause
        ? cause.getMessage()
        : refusal.getMessage();
  }

  @Override
  public final CompletableFuture<Boolean> settle(Settlement settlement) {
    return submit(
        new Planned<Boolean>() {
          @Override
          Writes.Step<Boolean> plan() {
            return writes.settle(settlement);
          }

          @Override
          void committed(Boolean kept, Set<Runnable> wake) {
            ended(settlement.event());
            super.committed(kept, wake);
          }
        });
  }

  @Override
  public final CompletableFuture<Boolean> postpone(Postponement postponement) {
    return submit(
        new Planned<Boolean>() {
          @Override
          Writes.Step<Boolean> plan() {
            return writes.postpone(postponement);
          }

          @Override
          void committed(Boolean kept, Set<Runnable> wake) {
            ended(postponement.event());
            super.committed(kept, wake);
          }
        });
  }

  @Override
  public final CompletableFuture<Boolean> record(AttemptRecord attempt) {
    return submit(
        new Planned<Boolean>() {
          @Override
          Writes.Step<Boolean> plan() {
            return writes.record(attempt);
          }

          @Override
          void committed(Boolean kept, Set<Runnable> wake) {
            if (attempt.outcome() != AttemptRecord.Outcome.LATE) {
              ended(attempt.delivery());
            }
            super.committed(kept, wake);
          }
        });
  }

  @Override
  public final <R> CompletableFuture<R> change(Change<R> change) {
    return submit(
        new Booked<R>() {
          @Override
          R change(Effects effects) throws SQLException {
            return change.apply(writer(), effects);
          }
        });
  }

  /**
   * Before each claim: frees what is held and need not be. Usually that has been done when its
   * predecessor ended; not when this was done by hand, or elsewhere, or the ordering has changed.
   */
  final void orderedBy(String target, Ordering ordering) {
    if (ordering != Ordering.NONE) {
      ordered.put(target, ordering);
      look(target, ordering);
    } else if (ordered.of(target) != Ordering.NONE) {
      while (!held(target).isEmpty()) {
        awaited((writer, effects) -> KeyOrder.freeAll(writer, dialect(), target, HELD_AT_ONCE));
      }
      ordered.put(target, ordering);
    }
  }

  private List<Long> held(String target) {
    return read(
        "looking whether deliveries of target " + target + " are held",
        reader -> KeyOrder.held(reader, target, 1));
  }

  private void look(String target, Ordering ordering) {
    int keys = dialect() == Dialect.POSTGRESQL ? KEYS_LOOKED_AT_AFAR : KEYS_LOOKED_AT;
    KeyOrder.Look look =
        read(
            "looking at the held deliveries of target " + target,
            reader ->
                KeyOrder.look(reader, target, ordering, lookedAt.getOrDefault(target, ""), keys));
    lookedAt.put(target, look.last() == null ? "" : look.last());
    if (!look.free().isEmpty()) {
      awaited((writer, effects) -> KeyOrder.free(writer, dialect(), look.free()));
    }
  }

  /** Holds what is still blocked; false when some of it is not any more. */
  final boolean hold(List<Long> blocked, Ordering ordering) {
    return blocked.isEmpty()
        || awaited((writer, effects) -> KeyOrder.hold(writer, dialect(), blocked, ordering))
            == blocked.size();
  }

  private <R> R awaited(Change<R> change) {
    try {
      return change(change).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause ? cause : e;
    }
  }

  @Override
  public final long blockedKeys(String target) {
    return ordered.of(target) == Ordering.BLOCK
        ? read(
            "counting the keys that are blocked at target " + target,
            reader -> KeyOrder.blockedKeys(reader, target))
        : 0;
  }

  private <R> CompletableFuture<R> submit(Write<R> write) {
    if (commits.waiting() >= MAX_WAITING) {
      write
          .done()
          .completeExceptionally(
              new StoreException(
                  "keeping a write: " + MAX_WAITING + " wait for their commit already", null));
    } else {
      commits.submit(write);
    }
    return write.done();
  }

  /** A write whose effects are booked when it is committed, and only those of the last try. */
  private abstract class Booked<R> extends Write<R> {
    private Effects effects = new Effects();

    abstract R change(Effects effects) throws SQLException;

    final Effects fresh() {
      effects = new Effects();
      return effects;
    }

    @Override
    final R apply() throws SQLException {
      return change(fresh());
    }

    @Override
    void committed(R result, Set<Runnable> wake) {
      effects.book(counters, eventWakers, deliveryWakers, wake);
    }
  }

  /** One that is sent to the database together with the others of its group. */
  private abstract class Planned<R> extends Booked<R> {
    private Writes.@Nullable Step<R> step;

    abstract Writes.Step<R> plan();

    @Override
    final void prepare() {
      step = plan();
    }

    @Override
    R change(Effects effects) throws SQLException {
      Writes.Step<R> planned = step;
      return (planned == null ? plan() : planned).apply(effects);
    }
  }

  @Override
  public final Registration onEvents(String source, Runnable wake) {
    return eventWakers.add(source, wake);
  }

  @Override
  public final Registration onDeliveries(String target, Runnable wake) {
    return deliveryWakers.add(target, wake);
  }

  @Override
  public long unrouted() {
    return counters.unrouted();
  }

  @Override
  public Map<String, Long> pendingDeliveries() {
    return counters.pending();
  }

  @Override
  public Map<Stage, Long> deadLetters() {
    return counters.dead();
  }

  @Override
  public final long pauseNanos() {
    return givingWay.pauseNanos();
  }

  @Override
  public boolean isUp() {
    return commits.isUp();
  }

  @Override
  public final Database database() {
    return this;
  }

  @Override
  public void close() {
    commits.close();
    try {
      closeWriter();
    } catch (SQLException e) {
      throw new StoreException("closing the store", e);
    }
  }
}
