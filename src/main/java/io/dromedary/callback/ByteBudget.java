package io.dromedary.callback;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on the bytes of all requests that are held at once. A body counts as it arrives, not by
 * what its Content-Length claims: claims alone must not shut others out. An eighth is for small
 * ones, so that a few large ones cannot either. Thread-safe.
 */
public final class ByteBudget {
  private static final int SMALL = 64 * 1024;

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param limit bytes
   */
  public ByteBudget(long limit) {
    this.limit = limit;
  }

  long used() {
    return used.get();
  }

  boolean hasRoomFor(long bytes) {
    return used.get() + bytes <= limit;
  }

  /** What one request holds; nothing at first. */
  public Share share() {
    return new Share();
  }

  /** What one request holds. Thread-safe. */
  public final class Share {
    private final AtomicLong held = new AtomicLong();

    private Share() {}

    /** Holds more bytes, or changes nothing and returns false when the budget does not allow it. */
    public boolean grow(int bytes) {
      long most = held.get() + bytes > SMALL ? limit - limit / 8 : limit;
      if (used.addAndGet(bytes) > most) {
        used.addAndGet(-bytes);
        return false;
      }
      held.addAndGet(bytes);
      return true;
    }

    long held() {
      return held.get();
    }

    /** Gives everything back; a second call changes nothing. */
    public void release() {
      used.addAndGet(-held.getAndSet(0));
    }
  }
}
