package io.dromedary.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** Gives dead letters up for good, by hand. They stay, with their history. Thread-safe. */
public final class Discards {
  private static final int PAGE = 200;

  private final Database database;
  private final Clock clock;

  /** Discards in this database. */
  public Discards(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What of the dead letters that a filter means. */
  private record Letters(List<Long> events, List<Long> deliveries) {
    int size() {
      return events.size() + deliveries.size();
    }
  }

  /** How many dead letters a filter means. */
  public long count(EventFilter filter) {
    EventScan scan = scan(filter);
    long count = 0;
    while (!scan.isOver()) {
      count += letters(filter, scan.next(PAGE)).size();
    }
    return count;
  }

  /**
   * Discards the dead letters that a filter means; what dies meanwhile may be among them.
   *
   * @param reason why, in short
   * @param goOn learns how many are discarded so far, and may end it before its time
   * @return how many were discarded
   * @throws StoreException when not all could be; doing it again takes the rest
   */
  public long discard(EventFilter filter, String reason, LongPredicate goOn) {
    String kept = "discarded: " + reason;
    Instant at = clock.instant();
    EventScan scan = scan(filter);
    long discarded = 0;
    while (!scan.isOver() && goOn.test(discarded)) {
      Letters letters = letters(filter, scan.next(PAGE));
      discarded +=
          Replays.kept(
              "discarding dead letters",
              database.change(
                  (connection, effects) -> {
                    try (ReplayWrites writes =
                        new ReplayWrites(connection, effects, database.dialect(), false)) {
                      long done = 0;
                      for (long seq : letters.events) {
                        done += writes.discardEvent(seq, kept, at) ? 1 : 0;
                      }
                      for (long id : letters.deliveries) {
                        done += writes.discardDelivery(id, kept, at) ? 1 : 0;
                      }
                      return done;
                    }
                  }));
    }
    return discarded;
  }

  private EventScan scan(EventFilter filter) {
    return EventScan.oldestFirst(database, filter.ofDeadLetters(), 0, Long.MAX_VALUE);
  }

  private static Letters letters(EventFilter filter, List<Match> matches) {
    boolean ofEvents = filter.ofDeadLetters().eventState() == EventState.PARKED;
    List<Long> events = new ArrayList<>();
    List<Long> deliveries = new ArrayList<>();
    for (Match match : matches) {
      if (ofEvents && match.event().state() == EventState.PARKED) {
        events.add(match.event().seq());
      }
      for (DeliverySummary delivery : match.deliveries()) {
        if (delivery.state() == DeliveryState.DEAD) {
          deliveries.add(delivery.id());
        }
      }
    }
    return new Letters(events, deliveries);
  }
}
