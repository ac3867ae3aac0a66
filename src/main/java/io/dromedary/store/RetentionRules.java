package io.dromedary.store;

import java.time.Duration;
import java.time.Instant;

/**
 * What is kept how long. Age is counted from the last thing that happened to an event: its receipt,
 * the end of its routing, the end of a delivery. Immutable.
 *
 * @param eventsAge of events that are over, with their deliveries and attempts
 * @param eventsRows of the events that are over only those among so many accepted last are kept; 0
 *     for no such bound
 * @param attemptsAge of attempts, where their event is kept for longer
 * @param attemptsRows how many attempts are kept, to the hour; 0 for no such bound
 * @param deadLettersAge of events that are parked or have a delivery that is dead
 */
public record RetentionRules(
    Duration eventsAge,
    long eventsRows,
    Duration attemptsAge,
    long attemptsRows,
    Duration deadLettersAge) {

  /** What holds when nothing is configured. */
  public static final RetentionRules DEFAULTS =
      new RetentionRules(
          Duration.ofDays(30), 10_000_000, Duration.ofDays(30), 50_000_000, Duration.ofDays(90));

  /** So many of the last attempts of a delivery that is pending or dead tell why it is. */
  static final int ATTEMPTS_ALWAYS_KEPT = 20;

  private static final Duration WARNING = Duration.ofDays(7);

  /** What is to become of an event. */
  enum Fate {
    /** It stays. */
    KEPT,
    /** It is a dead letter that stays for a few days more only. */
    EXPIRING,
    /** Its time is over. */
    OVER
  }

  /**
   * What is to become of an event, with its deliveries and attempts.
   *
   * @param newestSeq the accept sequence by now
   */
  Fate fate(KeptEvent event, Instant now, long newestSeq) {
    if (event.isUnfinished()) {
      return Fate.KEPT;
    }
    Duration age = Duration.between(Instant.ofEpochMilli(event.lastChange()), now);
    if (event.isDeadLetter()) {
      if (age.compareTo(deadLettersAge) >= 0) {
        return Fate.OVER;
      }
      return age.compareTo(deadLettersAge.minus(warning())) >= 0 ? Fate.EXPIRING : Fate.KEPT;
    }
    boolean old = age.compareTo(eventsAge) >= 0;
    return old || event.seq() <= lastBeyondRows(newestSeq) ? Fate.OVER : Fate.KEPT;
  }

  /** How long before its end a dead letter is warned of. */
  Duration warning() {
    Duration half = deadLettersAge.dividedBy(2);
    return WARNING.compareTo(half) < 0 ? WARNING : half;
  }

  /** Whether anything at all can be due for an event that was received then. */
  boolean reaches(long seq, Instant receivedAt, Instant now, long newestSeq) {
    Duration warned = deadLettersAge.minus(warning());
    Duration reach = eventsAge.compareTo(warned) < 0 ? eventsAge : warned;
    // An event from the future says nothing about those behind it.
    return receivedAt.isAfter(now)
        || !receivedAt.isAfter(now.minus(reach))
        || seq <= lastBeyondRows(newestSeq);
  }

  private long lastBeyondRows(long newestSeq) {
    return eventsRows == 0 ? Long.MIN_VALUE : newestSeq - eventsRows;
  }
}
