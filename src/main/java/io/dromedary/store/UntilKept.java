package io.dromedary.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a write until the store can commit it: the work that it tells of is done, and doing it
 * again would be worse than waiting.
 */
public final class UntilKept {
  private static final Logger LOG = LoggerFactory.getLogger(UntilKept.class);
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private UntilKept() {}

  /**
   * Submits the write until it is committed.
   *
   * @param write submits the write
   * @param kept runs once after its commit, and learns whether the claim was still the caller's
   * @param lost runs instead when the store is closed: what was done is done again after a restart
   */
  public static void keep(
      Supplier<CompletableFuture<Boolean>> write, Consumer<Boolean> kept, Runnable lost) {
    write
        .get()
        .whenComplete(
            (owned, failure) -> {
              if (failure == null) {
                kept.accept(owned);
              } else if (cause(failure) instanceof StoreClosedException) {
                lost.run();
              } else {
                LOG.debug("A write is repeated in 1 s", failure);
                LATER.execute(() -> keep(write, kept, lost));
              }
            });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
