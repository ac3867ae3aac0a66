package io.dromedary.store;

/** How many rows of each table were removed. */
public record Removed(long events, long deliveries, long attempts) {
  static final Removed NOTHING = new Removed(0, 0, 0);

  Removed plus(Removed more) {
    return new Removed(
        events + more.events, deliveries + more.deliveries, attempts + more.attempts);
  }
}
