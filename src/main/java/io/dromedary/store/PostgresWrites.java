package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import io.dromedary.store.PostgresAccepts.Candidate;
import io.dromedary.store.Settlement.NewDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is written on PostgreSQL: all steps of a transaction together when the first of them is
 * applied, in few round trips, and rows in the order of their keys, so that two nodes do not wait
 * for each other.
 */
final class PostgresWrites implements Writes {
  private final LongSupplier owner;
  private final LongSupplier skew;
  private final OrderedTargets ordered;
  private final List<Accept> accepts = new ArrayList<>();
  private final List<Claimed<Settlement>> settlements = new ArrayList<>();
  private final List<Claimed<Postponement>> postponements = new ArrayList<>();
  private final List<Claimed<AttemptRecord>> attempts = new ArrayList<>();
  private @Nullable PostgresAccepts keeping;
  private @Nullable PostgresCompletions completing;
  private @Nullable HeldDeliveries freeing;

  /**
   * @param owner this incarnation of the process
   * @param skew milliseconds by which the clock of the database is ahead of ours
   */
  PostgresWrites(LongSupplier owner, LongSupplier skew, OrderedTargets ordered) {
    this.owner = owner;
    this.skew = skew;
    this.ordered = ordered;
  }

  /** Writes to this connection from now on. */
  void use(Connection writer) throws SQLException {
    keeping = new PostgresAccepts(writer);
    completing = new PostgresCompletions(writer);
    freeing = new HeldDeliveries(writer, Dialect.POSTGRESQL, ordered);
  }

  /** Forgets the steps of a transaction that was not committed. */
  void begin() throws SQLException {
    accepts.clear();
    settlements.clear();
    postponements.clear();
    attempts.clear();
    if (completing != null && freeing != null) {
      completing.begin();
      freeing.begin();
    }
  }

  @Override
  public Step<Accepted> accept(NewEvent event, byte[] digest) {
    Accept step = new Accept(new Candidate(event, digest));
    accepts.add(step);
    return step;
  }

  @Override
  public Step<Boolean> settle(Settlement settlement) {
    return planned(settlements, settlement);
  }

  @Override
  public Step<Boolean> postpone(Postponement postponement) {
    return planned(postponements, postponement);
  }

  @Override
  public Step<Boolean> record(AttemptRecord attempt) {
    return planned(attempts, attempt);
  }

  private <T> Step<Boolean> planned(List<Claimed<T>> of, T change) {
    Claimed<T> step = new Claimed<>(change);
    of.add(step);
    return step;
  }

  private void send() throws SQLException {
    PostgresAccepts keep = keeping;
    PostgresCompletions complete = completing;
    HeldDeliveries free = freeing;
    if (keep == null || complete == null || free == null) {
      throw new SQLException("not connected", "08003");
    }
    if (!accepts.isEmpty()) {
      keep.keep(accepts.stream().map(accept -> accept.candidate).toList(), owner.getAsLong());
    }
    settle(inOrder(settlements, settlement -> settlement.event().seq()), complete, free);
    postpone(inOrder(postponements, postponement -> postponement.event().seq()), complete);
    record(inOrder(attempts, attempt -> attempt.delivery().id()), complete, free);
    free.send();
    accepts.clear();
    settlements.clear();
    postponements.clear();
    attempts.clear();
  }

  private static <T> List<Claimed<T>> inOrder(List<Claimed<T>> steps, ToLongFunction<T> key) {
    return steps.stream().sorted(Comparator.comparingLong(s -> key.applyAsLong(s.change))).toList();
  }

  private static void settle(
      List<Claimed<Settlement>> steps, PostgresCompletions complete, HeldDeliveries free)
      throws SQLException {
    if (steps.isEmpty()) {
      return;
    }
    for (Claimed<Settlement> step : steps) {
      complete.addSettlement(step.change);
    }
    int[] settled = complete.sendSettlements();
    for (int i = 0; i < settled.length; i++) {
      Claimed<Settlement> step = steps.get(i);
      step.owned = settled[i] == 1;
      if (step.owned) {
        book(step, complete);
        free.afterRouting(step.change.event(), step.change.end().stage() != null, step.made);
      } else {
        complete.giveBack(step.change.event());
      }
    }
    complete.sendDeliveries();
  }

  private static void book(Claimed<Settlement> step, PostgresCompletions complete)
      throws SQLException {
    StoredEvent event = step.change.event();
    step.made.unrouted(event.source(), -1);
    Stage stage = step.change.end().stage();
    if (stage != null) {
      step.made.dead(stage, 1);
    }
    boolean first = Token.of(event.token()).generation() == 1;
    for (NewDelivery recipient : step.change.recipients()) {
      if (first || !complete.repeat(event, recipient, step.made)) {
        complete.addDelivery(event, recipient);
        step.made.pending(recipient.target(), 1);
      }
    }
  }

  private void postpone(List<Claimed<Postponement>> steps, PostgresCompletions complete)
      throws SQLException {
    for (Claimed<Postponement> step : steps) {
      step.owned = complete.postpone(step.change, skew.getAsLong());
      if (!step.owned) {
        complete.giveBack(step.change.event());
      }
    }
  }

  private void record(
      List<Claimed<AttemptRecord>> steps, PostgresCompletions complete, HeldDeliveries free)
      throws SQLException {
    if (steps.isEmpty()) {
      return;
    }
    for (Claimed<AttemptRecord> step : steps) {
      complete.addRecord(step.change, skew.getAsLong());
    }
    int[] recorded = complete.sendRecords();
    for (int i = 0; i < recorded.length; i++) {
      Claimed<AttemptRecord> step = steps.get(i);
      step.owned = recorded[i] == 1;
      if (!step.owned) {
        complete.giveBack(step.change.delivery());
      } else if (step.change.state() != DeliveryState.PENDING) {
        step.made.pending(step.change.target(), -1);
        boolean dead = step.change.state() == DeliveryState.DEAD;
        step.made.dead(Stage.DELIVERY, dead ? 1 : 0);
        free.afterDelivery(step.change.delivery(), dead, step.made);
      }
      if (step.owned || step.change.outcome() == AttemptRecord.Outcome.LATE) {
        complete.addAttempt(step.change);
      }
    }
    complete.sendAttempts();
  }

  private final class Accept implements Step<Accepted> {
    private final Candidate candidate;

    Accept(Candidate candidate) {
      this.candidate = candidate;
    }

    @Override
    public Accepted apply(Effects effects) throws SQLException {
      send();
      return candidate.accepted();
    }
  }

  /** A change to what somebody claimed. */
  private final class Claimed<T> implements Step<Boolean> {
    private final T change;
    private final Effects made = new Effects();
    private boolean owned;

    Claimed(T change) {
      this.change = change;
    }

    @Override
    public Boolean apply(Effects effects) throws SQLException {
      send();
      effects.add(made);
      return owned;
    }
  }
}
