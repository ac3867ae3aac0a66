package io.dromedary.callback;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on the bytes of all request bodies that are held at once. A body counts as it arrives,
 * not by what its Content-Length claims: claims alone must not shut others out. Thread-safe.
 */
final class ByteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  long used() {
    return used.get();
  }

  boolean hasRoomFor(long bytes) {
    return used.get() + bytes <= limit;
  }

  /** What one request holds; nothing at first. */
  Share share() {
    return new Share();
  }

  final class Share {
    private final AtomicLong held = new AtomicLong();

    /** Holds more bytes, or changes nothing and returns false when the budget does not allow it. */
    boolean grow(int bytes) {
      if (used.addAndGet(bytes) > limit) {
        used.addAndGet(-bytes);
        return false;
      }
      held.addAndGet(bytes);
      return true;
    }

    /** Gives everything back; a second call changes nothing. */
    void release() {
      used.addAndGet(-held.getAndSet(0));
    }
  }
}
