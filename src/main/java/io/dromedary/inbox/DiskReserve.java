package io.dromedary.inbox;

import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a part of the disk for what was accepted already: routing and delivering it takes room too.
 * Says once that the reserve comes near, once that it is reached, and once that there is room
 * again. Thread-safe; one thread looks, callbacks only read what it saw.
 */
final class DiskReserve {
  private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

  /** Room that has to come back before a state ends, so that it does not come and go. */
  private static final int MARGIN = 16;

  /** What the store commits at once, and the pages around it. */
  private static final long ONE_GROUP = 8 << 20;

  private enum Room {
    AMPLE,
    LOW,
    USED_UP
  }

  private final FreeSpace space;
  private final String where;
  private final long reserve;
  private volatile Room room = Room.AMPLE;
  private volatile long free = -1;
  private boolean unknown;

  /**
   * Nothing is known before the first look.
   *
   * @param where the folder that the space is looked up for, as the log names it
   * @param reserve bytes that stay free; 0 for none
   */
  DiskReserve(FreeSpace space, String where, long reserve) {
    this.space = space;
    this.where = where;
    this.reserve = reserve;
  }

  /** Whether nothing can be accepted, so that the rest is left for what was. */
  boolean isUsedUp() {
    return room == Room.USED_UP;
  }

  /** Whether not even one group of writes has room, whatever the reserve is. */
  boolean isFull() {
    return free >= 0 && free < ONE_GROUP;
  }

  /** Bytes that were free at the last look; -1 when that is not known. */
  long free() {
    return free;
  }

  /** What there is and what there should be, for a person. */
  String describe() {
    return "%s free where %s is, and the reserve is %s (dromedary.store.minFreeSpace)"
        .formatted(text(free), where, text(reserve));
  }

  synchronized void look() {
    long seen;
    try {
      seen = space.bytes();
      unknown = false;
    } catch (IOException e) {
      // The store on the same disk will say what is wrong.
      if (!unknown) {
        LOG.warn(
            "Looking up the free space of {} failed, so callbacks are taken until the store is"
                + " full: {}",
            where,
            e.toString());
      }
      unknown = true;
      free = -1;
      room = Room.AMPLE;
      return;
    }
    free = seen;
    Room before = room;
    Room after = roomFor(seen, before);
    room = after;
    if (after != before) {
      tell(before, after);
    }
  }

  private Room roomFor(long seen, Room before) {
    long margin = reserve / MARGIN;
    if (seen < plus(reserve, before == Room.USED_UP ? margin : 0)) {
      return Room.USED_UP;
    }
    return seen < plus(plus(reserve, reserve), before == Room.AMPLE ? 0 : margin)
        ? Room.LOW
        : Room.AMPLE;
  }

  private static long plus(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private void tell(Room before, Room after) {
    switch (after) {
      case USED_UP ->
          LOG.error(
              "The disk is nearly full: {}. Callbacks are answered 503 until there is more, and"
                  + " their senders repeat them; what was accepted is routed and delivered. Make"
                  + " room.",
              describe());
      case LOW -> {
        if (before == Room.USED_UP) {
          LOG.info("Callbacks are taken again, and the disk is still low: {}", describe());
        } else {
          LOG.warn(
              "The disk is low: {}. When only the reserve is left callbacks are answered 503: make"
                  + " room before.",
              describe());
        }
      }
      case AMPLE ->
          LOG.info(
              "{}: {}",
              before == Room.USED_UP ? "Callbacks are taken again" : "The disk has room again",
              describe());
    }
  }

  private static String text(long bytes) {
    return bytes < 0
        ? "an unknown number of bytes"
        : String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
  }
}
