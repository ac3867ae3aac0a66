package io.dromedary.inbox;

import io.dromedary.store.Postponement;
import io.dromedary.store.Store;
import io.dromedary.store.StoredEvent;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether an inbox can take one more callback, decided at once and without waiting. A backlog of
 * deliveries never closes it: only what is not routed yet does, what waits for its commit, the
 * disk, and a store that cannot commit. Thread-safe.
 */
final class InboxGate {
  /** What a callback that waits for its commit takes beside its body. */
  private static final int OVERHEAD = 1024;

  /** There is no such event: keeping it changes nothing, and takes a commit all the same. */
  private static final Postponement NOTHING =
      new Postponement(
          new StoredEvent(
              -1, -1, "", "", null, null, null, null, null, Instant.EPOCH, null, new byte[0], 0),
          0,
          Instant.EPOCH,
          "");

  private final Store store;
  private final long maxEvents;
  private final long maxBytesWaiting;
  private final DiskReserve disk;
  private final AtomicLong bytesWaiting = new AtomicLong();
  private final AtomicBoolean probing = new AtomicBoolean();

  /**
   * @param maxEvents how many events may wait to be routed
   * @param maxBytesWaiting of callbacks that wait for their commit, answered or not
   */
  InboxGate(Store store, long maxEvents, long maxBytesWaiting, DiskReserve disk) {
    this.store = store;
    this.maxEvents = maxEvents;
    this.maxBytesWaiting = maxBytesWaiting;
    this.disk = disk;
  }

  /** What became of a callback at the gate. */
  sealed interface Entry {
    /** Nothing can be taken now; {@code reason} is one of the words of {@link InboxListener}. */
    record Refused(String reason) implements Entry {}

    /** It may be kept; to be left when its commit has come or failed. */
    final class Open implements Entry {
      private final InboxGate gate;
      private final long bytes;
      private final boolean probe;

      private Open(InboxGate gate, long bytes, boolean probe) {
        this.gate = gate;
        this.bytes = bytes;
        this.probe = probe;
      }

      void leave() {
        gate.bytesWaiting.addAndGet(-bytes);
        if (probe) {
          gate.probing.set(false);
        }
      }
    }
  }

  /**
   * Lets a callback in, or says why not. While the store cannot commit one at a time is let in, to
   * find out when it can again; all others would wait for nothing.
   */
  Entry enter(int bodyBytes) {
    if (store.unrouted() >= maxEvents) {
      return new Entry.Refused("bound");
    }
    if (disk.isUsedUp()) {
      return new Entry.Refused("disk");
    }
    boolean probe = !store.isUp();
    if (probe && !probing.compareAndSet(false, true)) {
      return new Entry.Refused("store");
    }
    long bytes = bodyBytes + (long) OVERHEAD;
    if (bytesWaiting.addAndGet(bytes) > maxBytesWaiting) {
      new Entry.Open(this, bytes, probe).leave();
      return new Entry.Refused("waiting");
    }
    return new Entry.Open(this, bytes, probe);
  }

  /**
   * Tries the store when it could not commit and nobody else does: without callbacks, say. It would
   * succeed on a full disk, since nothing is written; so that is waited for.
   */
  void probe() {
    if (!store.isUp() && !disk.isFull() && probing.compareAndSet(false, true)) {
      store.postpone(NOTHING).whenComplete((kept, failure) -> probing.set(false));
    }
  }

  /** Why nothing can be taken now, for a person; null when it can. */
  @Nullable String whyClosed() {
    if (!store.isUp()) {
      return "the store cannot commit; the log says why";
    }
    long unrouted = store.unrouted();
    if (unrouted >= maxEvents) {
      return "%d events are not routed yet, and %d may be (dromedary.inbox.maxEvents)"
          .formatted(unrouted, maxEvents);
    }
    if (disk.isUsedUp()) {
      return "the disk is nearly full: " + disk.describe();
    }
    long waiting = bytesWaiting.get();
    return waiting + OVERHEAD > maxBytesWaiting
        ? "%d bytes wait for their commit, and %d may".formatted(waiting, maxBytesWaiting)
        : null;
  }
}
