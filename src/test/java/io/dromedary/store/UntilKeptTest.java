package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

class UntilKeptTest {
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  private void keepAfter(int failures, Throwable failure) {
    UntilKept.keep(
        () ->
            writes.incrementAndGet() <= failures
                ? CompletableFuture.failedFuture(failure)
                : CompletableFuture.completedFuture(true),
        owned -> kept.addAndGet(owned ? 1 : 1000),
        lost::incrementAndGet);
  }

  @Test
  void aWriteThatIsCommittedIsSubmittedOnce() {
    keepAfter(0, new StoreException("unused", null));

    assertThat(writes).hasValue(1);
    assertThat(kept).hasValue(1);
    assertThat(lost).hasValue(0);
  }

  @Test
  void aWriteThatFailsIsRepeatedUntilItIsCommittedAndToldOfOnce() {
    keepAfter(2, new CompletionException(new StoreException("no space", null)));

    await().atMost(Duration.ofSeconds(15)).untilAtomic(kept, Matchers.is(1));
    assertThat(writes).hasValue(3);
    assertThat(lost).hasValue(0);
  }

  @Test
  void aWriteToAClosedStoreIsNotRepeated() {
    keepAfter(1, new CompletionException(new StoreClosedException()));

    assertThat(writes).hasValue(1);
    assertThat(kept).hasValue(0);
    assertThat(lost).hasValue(1);
  }
}
