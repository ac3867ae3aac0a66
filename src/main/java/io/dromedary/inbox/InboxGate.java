package io.dromedary.inbox;

import io.dromedary.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether an inbox can take one more event. A backlog of deliveries never closes it: only what is
 * not routed yet does, and the disk.
 */
final class InboxGate {
  private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

  private final Store store;
  private final long maxEvents;
  private final @Nullable Path folder;
  private final long minFreeSpace;
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - LOOK_EVERY_NANOS);
  private volatile boolean spaceLeft = true;

  /**
   * @param maxEvents how many events may wait to be routed
   * @param folder on the disk to watch; null: none is watched
   * @param minFreeSpace bytes that stay free there, so that what was accepted can be finished
   */
  InboxGate(Store store, long maxEvents, @Nullable Path folder, long minFreeSpace) {
    this.store = store;
    this.maxEvents = maxEvents;
    this.folder = folder;
    this.minFreeSpace = minFreeSpace;
  }

  /** Why nothing can be taken now; null when it can. */
  @Nullable String refusal() {
    if (store.unrouted() >= maxEvents) {
      return "bound";
    }
    return spaceLeft() ? null : "disk";
  }

  private boolean spaceLeft() {
    long last = lookedAt.get();
    long now = System.nanoTime();
    if (folder != null && now - last >= LOOK_EVERY_NANOS && lookedAt.compareAndSet(last, now)) {
      spaceLeft = look(folder);
    }
    return spaceLeft;
  }

  private boolean look(Path watched) {
    try {
      return Files.getFileStore(watched).getUsableSpace() >= minFreeSpace;
    } catch (IOException e) {
      // The store on the same disk will say what is wrong.
      return true;
    }
  }
}
