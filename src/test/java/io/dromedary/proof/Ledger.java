package io.dromedary.proof;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What an honest provider knows: what it sent, and what it was told of that. Thread-safe. */
final class Ledger {
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<Sent> open = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Durations durations = new Durations();

  /**
   * Writes down an event before it is sent for the first time.
   *
   * @return false when one with the same bytes was sent before, so that this one must not be
   */
  boolean send(Sent event) {
    return sent.add(event.digest());
  }

  /** Writes down an answer; what was not answered 200 is to be sent again. */
  void answered(Sent event, int status) {
    count(Integer.toString(status));
    if (status == 200) {
      acknowledged.add(event.digest());
    } else {
      open.add(event);
    }
  }

  /** Writes down how long the sender waited for an answer. */
  void took(long nanos) {
    durations.add(nanos);
  }

  /** How long senders waited for their answers. */
  Durations durations() {
    return durations;
  }

  /** Writes down that no answer came. */
  void unanswered(Sent event) {
    count("none");
    open.add(event);
  }

  private void count(String answer) {
    answers.computeIfAbsent(answer, a -> new LongAdder()).increment();
  }

  /** Takes an event that is to be sent again; null when there is none. */
  @Nullable Sent takeOpen() {
    return open.poll();
  }

  boolean hasOpen() {
    return !open.isEmpty();
  }

  /** The digests of all events that were ever sent. */
  Set<String> sent() {
    return Set.copyOf(sent);
  }

  /** The digests of all events that were answered 200. */
  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  /** How often each status was seen; {@code none} when the connection ended without one. */
  Map<String, Long> answers() {
    Map<String, Long> counted = new TreeMap<>();
    answers.forEach((answer, count) -> counted.put(answer, count.sum()));
    return counted;
  }
}
