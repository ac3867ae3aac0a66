package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private static final String REFUSED = "refused";
  private static final String DEADLOCK = "deadlock";

  /** A database of which is known what it keeps, and that fails when told to. */
  private static final class Database implements GroupCommit.Transactions {
    final List<String> kept = new CopyOnWriteArrayList<>();
    final List<String> steps = new CopyOnWriteArrayList<>();
    final AtomicInteger failingBegins = new AtomicInteger();
    final AtomicInteger failingCommits = new AtomicInteger();
    private @Nullable List<String> transaction;

    void write(String row) throws SQLException {
      List<String> open = transaction;
      if (open == null) {
        throw new SQLException("no transaction");
      }
      open.add(row);
    }

    @Override
    public void begin() throws SQLException {
      if (failingBegins.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new SQLException("locked");
      }
      if (transaction != null) {
        throw new SQLException("there is a transaction already");
      }
      steps.add("begin");
      transaction = new ArrayList<>();
    }

    @Override
    public void commit() throws SQLException {
      List<String> open = transaction;
      if (open == null) {
        throw new SQLException("no transaction");
      }
      if (failingCommits.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new SQLException("disk full");
      }
      steps.add("commit " + open.size());
      kept.addAll(open);
      transaction = null;
    }

    @Override
    public void rollback() throws SQLException {
      if (transaction == null) {
        throw new SQLException("no transaction");
      }
      steps.add("rollback");
      transaction = null;
    }

    @Override
    public boolean isRepeatable(SQLException failure) {
      return DEADLOCK.equals(failure.getMessage());
    }

    @Override
    public boolean isRefusal(SQLException failure) {
      return REFUSED.equals(failure.getMessage());
    }
  }

  private interface Body {
    void apply() throws SQLException;
  }

  private class TestWrite extends Write<String> {
    private final String name;
    private final Body body;
    private @Nullable Body instead;
    private long weight = 1;
    private List<Runnable> wakes = List.of();

    TestWrite(String name, Body body) {
      this.name = name;
      this.body = body;
    }

    @Override
    long weight() {
      return weight;
    }

    @Override
    String apply() throws SQLException {
      body.apply();
      database.write(name);
      return name;
    }

    @Override
    String applyRefused(SQLException refusal) throws SQLException {
      Body other = instead;
      if (other == null) {
        return super.applyRefused(refusal);
      }
      other.apply();
      database.write(name + " without its data");
      return name;
    }

    @Override
    void committed(String result, Set<Runnable> wake) {
      booked.add(result);
      wake.addAll(wakes);
    }
  }

  private final Database database = new Database();
  private final List<String> booked = new CopyOnWriteArrayList<>();
  private final GroupCommit commits = new GroupCommit("writer-under-test", database);

  @AfterEach
  void close() {
    commits.close();
  }

  private TestWrite write(String name) {
    return new TestWrite(name, () -> {});
  }

  private TestWrite refused(String name) {
    return new TestWrite(
        name,
        () -> {
          throw new SQLException(REFUSED);
        });
  }

  private TestWrite broken(String name) {
    return new TestWrite(
        name,
        () -> {
          throw new IllegalStateException("a mistake in the code");
        });
  }

  private static String got(TestWrite write) throws Exception {
    return write.done().get(20, TimeUnit.SECONDS);
  }

  private static void assertFailed(TestWrite write) {
    assertThatThrownBy(() -> got(write))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoreException.class);
  }

  /** All of them wait before the writer begins, so they make one group. */
  private void asOneGroup(TestWrite... writes) {
    for (TestWrite write : writes) {
      commits.submit(write);
    }
    commits.start();
  }

  @Test
  void waitingWritesAreCommittedTogetherInTheirOrder() throws Exception {
    TestWrite last = write("c");
    asOneGroup(write("a"), write("b"), last);

    assertThat(got(last)).isEqualTo("c");
    assertThat(database.kept).containsExactly("a", "b", "c");
    assertThat(database.steps).containsExactly("begin", "commit 3");
    assertThat(booked).containsExactly("a", "b", "c");
  }

  private TestWrite deadlocking(String name, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return new TestWrite(
        name,
        () -> {
          if (left.getAndDecrement() > 0) {
            throw new SQLException(DEADLOCK);
          }
        });
  }

  @Test
  void aGroupThatAnotherTransactionWasInTheWayOfIsRepeatedAtOnce() throws Exception {
    TestWrite last = write("c");
    asOneGroup(write("a"), deadlocking("b", 2), last);

    assertThat(got(last)).isEqualTo("c");
    assertThat(database.kept).containsExactly("a", "b", "c");
    assertThat(database.steps)
        .containsExactly("begin", "rollback", "begin", "rollback", "begin", "commit 3");
    assertThat(commits.isUp()).isTrue();
  }

  @Test
  void aGroupThatIsInTheWayAgainAndAgainIsRepeatedWriteByWrite() throws Exception {
    TestWrite last = write("c");
    asOneGroup(write("a"), deadlocking("b", 6), last);

    assertThat(got(last)).isEqualTo("c");
    assertThat(database.kept).containsExactly("a", "b", "c");
    assertThat(commits.isUp()).isTrue();
  }

  @Test
  void aWriteThatIsInTheWayForEverFails() throws Exception {
    TestWrite never = deadlocking("b", 1000);
    TestWrite last = write("c");
    asOneGroup(never, last);

    assertFailed(never);
    assertThat(got(last)).isEqualTo("c");
  }

  @Test
  void aWriteThatIsAloneDoesNotWaitForCompany() throws Exception {
    commits.start();
    TestWrite one = write("a");
    commits.submit(one);
    assertThat(got(one)).isEqualTo("a");
    TestWrite two = write("b");
    commits.submit(two);
    assertThat(got(two)).isEqualTo("b");

    assertThat(database.steps).containsExactly("begin", "commit 1", "begin", "commit 1");
  }

  @Test
  void whatComesWhileAGroupIsOnItsWayMakesTheNextOne() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    TestWrite slow =
        new TestWrite(
            "slow",
            () -> {
              begun.countDown();
              await(goOn);
            });
    commits.start();
    commits.submit(slow);
    await(begun);
    TestWrite last = write("d");
    commits.submit(write("b"));
    commits.submit(write("c"));
    commits.submit(last);
    goOn.countDown();

    got(last);
    assertThat(database.steps).containsExactly("begin", "commit 1", "begin", "commit 3");
  }

  /** Like a write to a file: nothing interrupts it. */
  private static void await(CountDownLatch latch) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    boolean interrupted = false;
    while (true) {
      try {
        assertThat(latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)).isTrue();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aGroupIsBoundedByNumber() throws Exception {
    TestWrite[] writes = new TestWrite[1000];
    for (int i = 0; i < writes.length; i++) {
      writes[i] = write("w" + i);
    }
    asOneGroup(writes);

    got(writes[999]);
    assertThat(database.kept).hasSize(1000);
    assertThat(database.steps).containsExactly("begin", "commit 512", "begin", "commit 488");
  }

  @Test
  void aGroupIsBoundedByWeight() throws Exception {
    TestWrite[] writes = {write("a"), write("b"), write("c")};
    for (TestWrite write : writes) {
      write.weight = 3L << 20;
    }
    asOneGroup(writes);

    got(writes[2]);
    assertThat(database.steps).containsExactly("begin", "commit 2", "begin", "commit 1");
  }

  @Test
  void aRefusedWriteHarmsNoOtherOfItsGroup() throws Exception {
    TestWrite before = write("a");
    TestWrite refused = refused("b");
    TestWrite after = write("c");
    asOneGroup(before, refused, after);

    assertThat(got(after)).isEqualTo("c");
    assertThat(got(before)).isEqualTo("a");
    assertFailed(refused);
    assertThat(database.kept).containsExactly("a", "c");
    assertThat(booked).containsExactly("a", "c");
    TestWrite next = write("d");
    commits.submit(next);
    assertThat(got(next)).isEqualTo("d");
  }

  @Test
  void aRefusedWriteIsKeptWithoutItsDataWhereItCanBe() throws Exception {
    TestWrite refused = refused("b");
    refused.instead = () -> {};
    TestWrite after = write("c");
    asOneGroup(write("a"), refused, after);

    got(after);
    assertThat(got(refused)).isEqualTo("b");
    assertThat(database.kept).containsExactly("a", "b without its data", "c");
  }

  @Test
  void aRefusedWriteDoesNotMeanThatTheDatabaseIsDown() throws Exception {
    TestWrite refused = refused("a");
    asOneGroup(refused);

    assertFailed(refused);
    assertThat(commits.isUp()).isTrue();
  }

  @Test
  void aFailingCommitFailsTheWholeGroupAndTheNextOneIsKept() throws Exception {
    database.failingCommits.set(1);
    TestWrite a = write("a");
    TestWrite b = write("b");
    asOneGroup(a, b);

    assertFailed(a);
    assertFailed(b);
    assertThat(commits.isUp()).isFalse();
    assertThat(database.kept).isEmpty();
    assertThat(booked).isEmpty();

    TestWrite c = write("c");
    commits.submit(c);
    assertThat(got(c)).isEqualTo("c");
    assertThat(commits.isUp()).isTrue();
    assertThat(database.kept).containsExactly("c");
  }

  @Test
  void aTransactionThatCannotBeginFailsTheGroupAndTheNextOneIsKept() throws Exception {
    database.failingBegins.set(1);
    TestWrite a = write("a");
    asOneGroup(a);
    assertFailed(a);

    TestWrite b = write("b");
    commits.submit(b);
    assertThat(got(b)).isEqualTo("b");
    assertThat(database.kept).containsExactly("b");
  }

  @Test
  void aMistakeInOneWriteFailsItsGroupAndTheNextOneIsKept() throws Exception {
    TestWrite a = write("a");
    TestWrite broken = broken("b");
    asOneGroup(a, broken);
    assertFailed(a);
    assertFailed(broken);

    TestWrite c = write("c");
    commits.submit(c);
    assertThat(got(c)).isEqualTo("c");
    assertThat(database.kept).containsExactly("c");
  }

  @Test
  void aMistakeInAWriteThatIsRepeatedAloneHarmsNoOther() throws Exception {
    TestWrite refused = refused("a");
    refused.instead =
        () -> {
          throw new IllegalStateException("a mistake in the code");
        };
    TestWrite after = write("b");
    asOneGroup(refused, after);

    assertThat(got(after)).isEqualTo("b");
    assertFailed(refused);
    TestWrite next = write("c");
    commits.submit(next);
    assertThat(got(next)).isEqualTo("c");
    assertThat(database.kept).containsExactly("b", "c");
  }

  @Test
  void wakeUpsComeAfterTheCommitAndAfterTheCallersWereTold() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> woken = new CompletableFuture<>();
    TestWrite write = write("a");
    write.done().thenAccept(result -> seen.add("told, kept " + database.kept));
    write.wakes =
        List.of(
            () -> {
              seen.add("woken, kept " + database.kept);
              woken.complete(null);
            });
    asOneGroup(write);

    woken.get(20, TimeUnit.SECONDS);
    assertThat(seen).containsExactly("told, kept [a]", "woken, kept [a]");
  }

  @Test
  void aFailedGroupWakesNobody() throws Exception {
    AtomicInteger woken = new AtomicInteger();
    database.failingCommits.set(1);
    TestWrite write = write("a");
    write.wakes = List.of(woken::incrementAndGet);
    asOneGroup(write);
    assertFailed(write);
    TestWrite next = write("b");
    commits.submit(next);
    got(next);

    assertThat(woken).hasValue(0);
  }

  @Test
  void aWakeUpThatFailsKeepsNobodyElseAsleep() throws Exception {
    CompletableFuture<Void> woken = new CompletableFuture<>();
    TestWrite write = write("a");
    write.wakes =
        List.of(
            () -> {
              throw new IllegalStateException("a mistake in the code");
            },
            () -> woken.complete(null));
    asOneGroup(write);

    woken.get(20, TimeUnit.SECONDS);
    assertThat(commits.isUp()).as("the commit went well").isTrue();
  }

  @Test
  void closingCommitsWhatWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    TestWrite slow =
        new TestWrite(
            "slow",
            () -> {
              begun.countDown();
              await(goOn);
            });
    commits.start();
    commits.submit(slow);
    await(begun);
    TestWrite waiting = write("waiting");
    commits.submit(waiting);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(commits::close);
    List<TestWrite> inTime = new ArrayList<>();
    TestWrite late = write("late");
    commits.submit(late);
    while (!late.done().isDone()) {
      inTime.add(late);
      late = write("late");
      commits.submit(late);
    }
    assertThat(late.done()).as("closed by now").isCompletedExceptionally();
    assertThat(closing).isNotDone();
    goOn.countDown();

    closing.get(20, TimeUnit.SECONDS);
    assertThat(waiting.done()).isCompletedWithValue("waiting");
    assertThat(inTime).allMatch(write -> write.done().isDone());
    assertThat(database.kept).startsWith("slow", "waiting").hasSize(2 + inTime.size());
  }

  @Test
  void writesAfterTheCloseFail() {
    commits.start();
    commits.close();
    TestWrite late = write("late");
    commits.submit(late);

    assertThat(late.done()).isCompletedExceptionally();
    assertThatThrownBy(() -> got(late)).hasCauseInstanceOf(StoreClosedException.class);
    assertThat(database.kept).isEmpty();
  }

  @Test
  void everyWriteIsToldSomethingWhenItRacesWithTheClose() throws Exception {
    for (int round = 0; round < 50; round++) {
      Database own = new Database();
      GroupCommit racing = new GroupCommit("racing-writer", own);
      racing.start();
      List<Write<String>> writes = new CopyOnWriteArrayList<>();
      CompletableFuture<Void> submitting =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 50; i++) {
                  Write<String> write =
                      new Write<>() {
                        @Override
                        String apply() throws SQLException {
                          own.write("row");
                          return "row";
                        }
                      };
                  writes.add(write);
                  racing.submit(write);
                }
              });
      racing.close();
      submitting.get(20, TimeUnit.SECONDS);

      assertThat(writes).allMatch(write -> write.done().isDone());
      assertThat(own.kept)
          .hasSize(
              (int)
                  writes.stream()
                      .filter(write -> !write.done().isCompletedExceptionally())
                      .count());
    }
  }
}
