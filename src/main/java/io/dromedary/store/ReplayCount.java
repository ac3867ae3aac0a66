package io.dromedary.store;

/**
 * What a replay makes, or would make, of events.
 *
 * @param repeated deliveries that are made once more
 * @param added deliveries to a target that had none
 * @param routed events that go through the routes, those that were read once more included
 * @param hastened deliveries and events that were waiting, and are due at once
 * @param left events of which nothing is to be replayed, or which still cannot be read
 */
public record ReplayCount(long repeated, long added, long routed, long hastened, long left) {
  /** Nothing. */
  public static final ReplayCount NONE = new ReplayCount(0, 0, 0, 0, 0);

  ReplayCount plus(ReplayCount other) {
    return new ReplayCount(
        repeated + other.repeated,
        added + other.added,
        routed + other.routed,
        hastened + other.hastened,
        left + other.left);
  }

  /** How many deliveries are made. */
  public long deliveries() {
    return repeated + added;
  }

  static ReplayCount repeated(long n) {
    return new ReplayCount(n, 0, 0, 0, 0);
  }

  static ReplayCount added(long n) {
    return new ReplayCount(0, n, 0, 0, 0);
  }

  static ReplayCount routed(long n) {
    return new ReplayCount(0, 0, n, 0, 0);
  }

  static ReplayCount hastened(long n) {
    return new ReplayCount(0, 0, 0, n, 0);
  }

  static ReplayCount left(long n) {
    return new ReplayCount(0, 0, 0, 0, n);
  }
}
