package io.dromedary.delivery;

import io.dromedary.store.Ordering;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a target is delivered to. Immutable.
 *
 * @param concurrency how many deliveries are attempted at once; its slots
 * @param attemptTimeout how long one attempt may take
 * @param ordering whether deliveries of one key wait for each other
 * @param batch what makes several deliveries permanent together; null: each is by itself
 * @param batchSize how many at most
 */
record TargetPolicy(
    int concurrency,
    Duration attemptTimeout,
    RedeliveryPolicy redelivery,
    CircuitPolicy circuit,
    Ordering ordering,
    @Nullable DeliveryBatch batch,
    int batchSize) {

  /**
   * @throws IllegalArgumentException when a value makes no sense; the message names it
   */
  TargetPolicy {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "option concurrency is " + concurrency + "; it must be 1 or more");
    }
    if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
      throw new IllegalArgumentException(
          "option attemptTimeout is " + attemptTimeout.toMillis() + "; it must be 1 or more ms");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "option batchSize is " + batchSize + "; it must be 1 or more");
    }
  }

  /** One that makes each delivery permanent by itself. */
  TargetPolicy(
      int concurrency,
      Duration attemptTimeout,
      RedeliveryPolicy redelivery,
      CircuitPolicy circuit,
      Ordering ordering) {
    this(concurrency, attemptTimeout, redelivery, circuit, ordering, null, 1);
  }

  /**
   * How long a delivery waits that the target refused as it is configured. Short, so that all of
   * them arrive soon after somebody has put the target right; the circuit keeps them from being
   * tried more often than one at a time.
   *
   * @param tried how many attempts were made by now, at least 1
   */
  Duration delayOfMisconfigured(int tried) {
    Duration delay = redelivery.delayAfter(tried);
    return delay.compareTo(circuit.maximumHalfOpenAfter()) < 0
        ? delay
        : circuit.maximumHalfOpenAfter();
  }

  /** For the log. */
  String describe() {
    return concurrency
        + " at once, "
        + (batch == null || batchSize == 1 ? "" : "batches of " + batchSize + " at most, ")
        + RedeliveryPolicy.readable(attemptTimeout)
        + " at most for each; "
        + redelivery.describe()
        + switch (ordering) {
          case NONE -> "";
          case BLOCK -> "; in the order of each key, which a dead letter holds";
          case SKIP -> "; in the order of each key, dead letters left out";
        };
  }
}
