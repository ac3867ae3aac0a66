package io.dromedary.store;

import io.dromedary.store.Database.Change;
import io.dromedary.store.Database.Read;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/** One step after the other, with a rest after each. */
final class Steps {
  private final Database database;
  private final Pace pace;
  private final LongSupplier nanos;

  Steps(Database database, Pace pace, LongSupplier nanos) {
    this.database = database;
    this.pace = pace;
    this.nanos = nanos;
  }

  <R> R read(String doing, Read<R> read) throws InterruptedException {
    long began = nanos.getAsLong();
    R result = database.read(doing, read);
    rest(began);
    return result;
  }

  /**
   * Returns after the commit.
   *
   * @throws StoreException when it could not be committed
   */
  <R> R change(Change<R> change) throws InterruptedException {
    long began = nanos.getAsLong();
    R result;
    try {
      result = database.change(change).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StoreException failure
          ? failure
          : new StoreException("changing what is kept", e.getCause());
    }
    rest(began);
    return result;
  }

  private void rest(long began) throws InterruptedException {
    pace.rest(Duration.ofNanos(nanos.getAsLong() - began));
  }
}
