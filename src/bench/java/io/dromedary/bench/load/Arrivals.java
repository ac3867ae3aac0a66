package io.dromedary.bench.load;

import java.util.BitSet;

/** Which of the ids that were sent have arrived somewhere. Thread-safe. */
public final class Arrivals {
  private final Ids ids;
  private final BitSet arrived = new BitSet();
  private long repeats;
  private long strangers;

  public Arrivals(Ids ids) {
    this.ids = ids;
  }

  /** Notes an id that was found. */
  public synchronized void add(String id) {
    long number = ids.number(id);
    if (number < 0 || number > Integer.MAX_VALUE) {
      strangers++;
    } else if (arrived.get((int) number)) {
      repeats++;
    } else {
      arrived.set((int) number);
    }
  }

  /** How many different ids have arrived. */
  public synchronized long count() {
    return arrived.cardinality();
  }

  /** How often an id came that was here already. */
  public synchronized long repeats() {
    return repeats;
  }

  /**
   * Holds what arrived against what was answered with 200.
   *
   * @param where for the message
   * @param from the number of the first id
   * @param to the number behind the last one
   * @throws IllegalStateException when one is missing, or one is there that nobody sent
   */
  public synchronized void requireAll(String where, long from, long to) {
    int missing = arrived.nextClearBit((int) from);
    long count = arrived.get((int) from, (int) to).cardinality();
    if (missing < to) {
      throw new IllegalStateException(
          "%s lost %d of %d callbacks that were answered with 200; the first is %s"
              .formatted(where, to - from - count, to - from, ids.id(missing)));
    }
    if (strangers > 0 || arrived.length() > to) {
      throw new IllegalStateException(
          "%s has ids that were not sent: %d of another form, %d beyond the last"
              .formatted(where, strangers, Math.max(0, arrived.length() - to)));
    }
  }
}
