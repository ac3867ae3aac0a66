package io.dromedary.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits waiting writes together: while one group is on its way to the disk, the next one gathers.
 * A write never waits for company.
 *
 * <p>A group that fails because of its data is repeated write by write, so that one bad write harms
 * no other. A group that fails because of the database fails as a whole, and the next one is tried
 * all the same.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int MAX_WRITES = 512;
  private static final long MAX_WEIGHT = 4L << 20;
  private static final int MAX_REPEATS = 3;

  /** What the groups are committed to. Used by the writer thread only. */
  interface Transactions {
    void begin() throws SQLException;

    void commit() throws SQLException;

    void rollback() throws SQLException;

    /** The changes of the last transaction are counted, or it was rolled back. */
    default void booked() {}

    /** The database could not write; what is left of the connection is of no use. */
    default void unable() {}

    /** Whether the database refused what was written, as opposed to being unable to write. */
    boolean isRefusal(SQLException failure);

    /** Whether the same transaction may well succeed when it is repeated at once. */
    default boolean isRepeatable(SQLException failure) {
      return false;
    }
  }

  /** Wakes the writer so that it sees that it is to end. */
  private static final Write<Boolean> END =
      new Write<>() {
        @Override
        Boolean apply() {
          return true;
        }
      };

  private final Transactions transactions;
  private final LongConsumer commitTimes;
  private final LinkedBlockingQueue<Write<?>> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread writer;
  private volatile boolean up = true;

  GroupCommit(String name, Transactions transactions) {
    this(name, transactions, nanos -> {});
  }

  /**
   * @param commitTimes told how long the commit of each group took, in ns
   */
  GroupCommit(String name, Transactions transactions, LongConsumer commitTimes) {
    this.transactions = transactions;
    this.commitTimes = commitTimes;
    this.writer = new Thread(this::run, name);
    this.writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  void submit(Write<?> write) {
    if (closed.get()) {
      write.done().completeExceptionally(new StoreClosedException());
      return;
    }
    queue.add(write);
    if (closed.get() && !writer.isAlive()) {
      failAll(drain(), new StoreClosedException());
    }
  }

  int waiting() {
    return queue.size();
  }

  boolean isUp() {
    return up;
  }

  private void run() {
    while (!closed.get() || !queue.isEmpty()) {
      try {
        commitGroup(gather());
      } catch (InterruptedException e) {
        LOG.debug("The writer of the store is not to be interrupted; it goes on");
      } catch (RuntimeException | Error e) {
        up = false;
        LOG.error("The writer of the store goes on after an unexpected failure", e);
      }
    }
  }

  private List<Write<?>> gather() throws InterruptedException {
    List<Write<?>> group = new ArrayList<>();
    Write<?> next = closed.get() ? queue.poll() : queue.take();
    long weight = 0;
    while (next != null) {
      if (next != END) {
        group.add(next);
        weight += next.weight();
      }
      next = group.size() < MAX_WRITES && weight < MAX_WEIGHT ? queue.poll() : null;
    }
    return group;
  }

  private void commitGroup(List<Write<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    Throwable failure = tryTogether(group);
    for (int i = 0; i < MAX_REPEATS && isRepeatable(failure); i++) {
      failure = tryTogether(group);
    }
    if (failure == null) {
      return;
    }
    if (isRefusal(failure) || isRepeatable(failure)) {
      group.forEach(this::commitAlone);
    } else {
      fail(group, failure);
    }
  }

  private boolean isRefusal(@Nullable Throwable failure) {
    return failure instanceof SQLException sql && transactions.isRefusal(sql);
  }

  private boolean isRepeatable(@Nullable Throwable failure) {
    return failure instanceof SQLException sql && transactions.isRepeatable(sql);
  }

  /** Why they could not be committed; null when they were. */
  private @Nullable Throwable tryTogether(List<Write<?>> group) {
    List<Committed<?>> results = new ArrayList<>(group.size());
    try {
      transactions.begin();
      group.forEach(Write::prepare);
      for (Write<?> write : group) {
        results.add(applied(write));
      }
      long began = System.nanoTime();
      transactions.commit();
      commitTimes.accept(System.nanoTime() - began);
    } catch (SQLException | RuntimeException | Error e) {
      rollback();
      return e;
    }
    complete(results);
    return null;
  }

  private <R> void commitAlone(Write<R> write) {
    Throwable failure = tryAlone(write, null);
    for (int i = 0; i < MAX_REPEATS && isRepeatable(failure); i++) {
      failure = tryAlone(write, null);
    }
    if (failure instanceof SQLException refusal && transactions.isRefusal(refusal)) {
      failure = tryAlone(write, refusal);
    }
    if (failure != null) {
      fail(List.of(write), failure);
    }
  }

  /** Why it could not be committed; null when it was. */
  private <R> @Nullable Throwable tryAlone(Write<R> write, @Nullable SQLException refusal) {
    R result;
    try {
      transactions.begin();
      if (refusal == null) {
        write.prepare();
      }
      result = refusal == null ? write.apply() : write.applyRefused(refusal);
      transactions.commit();
    } catch (SQLException | RuntimeException | Error e) {
      rollback();
      return e;
    }
    complete(List.of(new Committed<>(write, result)));
    return null;
  }

  private static <R> Committed<R> applied(Write<R> write) throws SQLException {
    return new Committed<>(write, write.apply());
  }

  private void rollback() {
    try {
      transactions.rollback();
    } catch (SQLException e) {
      LOG.debug("Rolling back a failed group: the database had done so already", e);
    } finally {
      transactions.booked();
    }
  }

  private void complete(List<Committed<?>> results) {
    if (!up) {
      LOG.info("The store commits again");
    }
    up = true;
    Set<Runnable> wake = new LinkedHashSet<>();
    try {
      for (Committed<?> result : results) {
        result.book(wake);
      }
    } finally {
      transactions.booked();
    }
    for (Committed<?> result : results) {
      result.tell();
    }
    wake.forEach(GroupCommit::wake);
  }

  private static void wake(Runnable sleeper) {
    try {
      sleeper.run();
    } catch (RuntimeException e) {
      LOG.error("Waking one who waits for a commit failed; the others are woken all the same", e);
    }
  }

  private void fail(List<Write<?>> group, Throwable cause) {
    if (cause instanceof SQLException refusal && transactions.isRefusal(refusal)) {
      // The database works: it is this write that it does not take.
      failAll(group, new StoreException("keeping a write: the database refused it", cause));
      return;
    }
    if (up) {
      LOG.error(
          "The store could not commit {} write(s) and keeps trying with the next ones; callbacks are"
              + " answered 503 until it can: {}",
          group.size(),
          cause.toString());
    }
    up = false;
    transactions.unable();
    failAll(
        group,
        new StoreException(
            "committing a group of " + group.size() + " write(s): " + cause.getMessage(), cause));
  }

  private static void failAll(List<Write<?>> group, StoreException failure) {
    group.forEach(write -> write.done().completeExceptionally(failure));
  }

  private List<Write<?>> drain() {
    List<Write<?>> rest = new ArrayList<>();
    queue.drainTo(rest);
    return rest;
  }

  /** Commits what waits, then ends the writer. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // Not an interrupt: that could hit a statement under way.
    queue.add(END);
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    failAll(drain(), new StoreClosedException());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Committed<R>(Write<R> write, R result) {
    void book(Set<Runnable> wake) {
      write.committed(result, wake);
    }

    void tell() {
      write.done().complete(result);
    }
  }
}
