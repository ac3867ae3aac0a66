package io.dromedary.store;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One write that waits for its commit.
 *
 * @param <R> what the caller learns of it
 */
abstract class Write<R> {
  private final CompletableFuture<R> done = new CompletableFuture<>();

  /** Completes after the commit, on the writer thread. */
  final CompletableFuture<R> done() {
    return done;
  }

  /** How much memory it holds, in bytes, roughly. */
  long weight() {
    return 256;
  }

  /**
   * Says what is to be written, inside the transaction and before the first write of it is applied,
   * so that a group can be sent to the database together. Called again when the transaction had to
   * be repeated.
   */
  void prepare() {}

  /** Writes it, and tells what became of it. Called after each {@link #prepare}. */
  abstract R apply() throws SQLException;

  /** What is written instead when the database refuses the data of this write. */
  R applyRefused(SQLException refusal) throws SQLException {
    throw refusal;
  }

  /** Bookkeeping after the commit, before the caller learns of it. */
  void committed(R result, Set<Runnable> wake) {}
}
