package io.dromedary.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is durable. Every write is one transaction; its future completes after the commit, on a
 * thread of the store that must not be held up, so continue asynchronously.
 *
 * <p>A write that could not be committed completes exceptionally with a {@link StoreException};
 * nothing of it is kept. Thread-safe.
 */
public interface Store extends AutoCloseable {

  /**
   * Claims the duplicate key and inserts the event. A duplicate (same key, same bytes) inserts
   * nothing; the same key with other bytes is kept as an event of its own.
   */
  CompletableFuture<Accepted> accept(NewEvent event);

  /**
   * Ends the routing of an event: its state, and one delivery for each of its recipients. A
   * recipient that the event was delivered to before is delivered to once more.
   *
   * @return whether the claim was still the caller's; else nothing is changed
   */
  CompletableFuture<Boolean> settle(Settlement settlement);

  /**
   * Keeps a failed run: when the event is routed again.
   *
   * @return whether the claim was still the caller's; else nothing is changed
   */
  CompletableFuture<Boolean> postpone(Postponement postponement);

  /**
   * Keeps an attempt, and what it made of its delivery.
   *
   * @return whether the claim was still the caller's; else the delivery is not changed
   */
  CompletableFuture<Boolean> record(AttemptRecord attempt);

  /**
   * Events of a source whose routing is due, oldest first. They belong to the caller until they are
   * settled, postponed or {@linkplain #releaseEvent released}.
   *
   * @throws StoreException when the store cannot be read
   */
  List<StoredEvent> claimEvents(String source, int max, Instant now);

  /** Hands an event back that was claimed and not routed; soon it is due again. */
  void releaseEvent(StoredEvent event);

  /**
   * Deliveries of a target that are due, oldest first. They belong to the caller until an attempt
   * is recorded or they are {@linkplain #releaseDelivery released}.
   *
   * @throws StoreException when the store cannot be read
   */
  default List<StoredDelivery> claimDeliveries(String target, int max, Instant now) {
    return claimDeliveries(target, max, now, Ordering.NONE);
  }

  /**
   * Deliveries of a target that are due, oldest first; of those with an order key only the one
   * whose turn it is. As long as it is pending or in the caller's hands, no other of its key is
   * claimed.
   *
   * @param ordering the same for all who claim from the target at one time
   * @throws StoreException when the store cannot be read
   */
  List<StoredDelivery> claimDeliveries(String target, int max, Instant now, Ordering ordering);

  /** Hands a delivery back that was claimed and not tried; soon it is due again. */
  void releaseDelivery(StoredDelivery delivery);

  /** Runs {@code wake} after each commit that made events of this source due. It must not block. */
  Registration onEvents(String source, Runnable wake);

  /**
   * Runs {@code wake} after each commit that made deliveries of this target due. It must not block.
   */
  Registration onDeliveries(String target, Runnable wake);

  /** Ends a registration; further commits wake nobody. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Whether what this process has claimed is still its own, as far as it knows by itself. False
   * after it was held up for longer than its lease: then others may have what it has in hand.
   */
  boolean holdsClaims();

  /** Whether this delivery is still in the hands of this process, as far as it knows by itself. */
  default boolean holds(StoredDelivery delivery) {
    return holdsClaims();
  }

  /** Whether this event is still in the hands of this process, as far as it knows by itself. */
  default boolean holds(StoredEvent event) {
    return holdsClaims();
  }

  /**
   * How long the claims of a process outlast its last sign of life; an attempt must take less. Null
   * when no other process can take them over.
   */
  @Nullable Duration lease();

  /** This process among those that share the store; null when none can. */
  default @Nullable NodeStatus node() {
    return null;
  }

  /**
   * How many events are accepted and neither settled nor parked. Kept in memory; what other
   * processes make of it is known about a second later.
   */
  long unrouted();

  /** How many deliveries each target has pending; kept in memory likewise. */
  Map<String, Long> pendingDeliveries();

  /** How many events or deliveries are dead letters, by stage; kept in memory likewise. */
  Map<Stage, Long> deadLetters();

  /**
   * How many order keys have a dead letter that holds the deliveries of a target behind it; 0
   * unless they are claimed with {@link Ordering#BLOCK}. Counted by a read, so not for every call
   * of something else.
   *
   * @throws StoreException when the store cannot be read
   */
  long blockedKeys(String target);

  /**
   * How long work that can wait is to pause before each item, in ns, so that accepts go first. Zero
   * unless accepts wait for the processor.
   */
  default long pauseNanos() {
    return 0;
  }

  /** Whether the last commit went well; false from a failed one until one succeeds. */
  boolean isUp();

  /** The database under it. */
  Database database();

  /** Commits what waits, then closes. Writes that come later complete exceptionally. */
  @Override
  void close();
}
