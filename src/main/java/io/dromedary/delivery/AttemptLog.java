package io.dromedary.delivery;

import io.dromedary.inbox.Reasons;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.StoredDelivery;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log lines of one target: each says what happened and what happens next. While its circuit is
 * not closed, only what changes is worth a line.
 */
final class AttemptLog {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryConsumer.class);

  private final String target;

  AttemptLog(String target) {
    this.target = target;
  }

  void attempt(AttemptRecord record, Circuit circuit) {
    StoredDelivery delivery = record.delivery();
    String eventId = delivery.event().eventId();
    String source = delivery.event().source();
    long millis = record.took().toMillis();
    switch (record.decision()) {
      case DELIVERED -> {
        if (record.outcome() == Outcome.LATE) {
          LOG.info(
              "Event {} of source {} was taken by {} after all, {} ms after the attempt began and"
                  + " after its time-out",
              eventId,
              source,
              target,
              millis);
        } else {
          LOG.debug(
              "Event {} of source {} delivered to {} (attempt {}, {} ms)",
              eventId,
              source,
              target,
              record.number(),
              millis);
        }
      }
      case REDELIVER -> {
        String line =
            "Event {} of source {} was not delivered to {} (attempt {}, {} ms); tried again at {}:"
                + " {}";
        Object[] said = {
          eventId, source, target, record.attempts(), millis, record.next(), record.reason()
        };
        if (circuit == Circuit.CLOSED) {
          LOG.warn(line, said);
        } else {
          LOG.debug(line, said);
        }
      }
      case EXHAUSTED ->
          LOG.error(
              "Event {} of source {} could not be delivered to {} (attempt {}, the last one, {}"
                  + " ms); it is kept as a dead letter: {}",
              eventId,
              source,
              target,
              record.attempts(),
              millis,
              record.reason());
      case DEAD ->
          LOG.error(
              "Event {} of source {} is refused by {} for what it is, and would be again (attempt"
                  + " {}, {} ms); it is kept as a dead letter: {}",
              eventId,
              source,
              target,
              record.attempts(),
              millis,
              record.reason());
      case MISCONFIGURED, NOT_COUNTED ->
          LOG.debug(
              "Event {} of source {} was not delivered to {} ({} ms; no attempt is spent): {}",
              eventId,
              source,
              target,
              millis,
              record.reason());
    }
  }

  /** A dead letter of a target that is ordered. */
  void blocked(StoredDelivery delivery) {
    if (delivery.event().orderKey() != null) {
      LOG.error(
          "Target {} gets no more events of order key {} until event {} of source {} is replayed or"
              + " discarded; other keys go on",
          target,
          delivery.event().orderKey(),
          delivery.event().eventId(),
          delivery.event().source());
    }
  }

  void lateFailure(StoredDelivery delivery, Duration took, Throwable failure) {
    LOG.info(
        "The attempt to deliver event {} of source {} to {} that had timed out came back after {}"
            + " ms without success: {}",
        delivery.event().eventId(),
        delivery.event().source(),
        target,
        took.toMillis(),
        Reasons.of(failure));
  }

  void circuit(CircuitBreaker.Transition transition, long pending) {
    Failure failure = transition.failure();
    switch (transition.to()) {
      case CLOSED ->
          LOG.info(
              "Target {} takes deliveries again after {}; its circuit is closed, {} are pending",
              target,
              RedeliveryPolicy.readable(transition.lasted()),
              pending);
      case HALF_OPEN -> LOG.debug("Target {} is tried with one delivery", target);
      case OPEN -> {
        if (failure != null) {
          opened(transition, failure, pending);
        }
      }
    }
  }

  private void opened(CircuitBreaker.Transition transition, Failure failure, long pending) {
    String delay = RedeliveryPolicy.readable(transition.delay());
    if (transition.from() == Circuit.HALF_OPEN) {
      LOG.info(
          "Target {} still fails after {}; its circuit stays open, one delivery is tried in {}: {}",
          target,
          RedeliveryPolicy.readable(transition.lasted()),
          delay,
          failure.reason());
    } else if (failure.kind() == Failure.Kind.MISCONFIGURED) {
      LOG.error(
          "Target {} refuses every delivery as it is configured; its circuit is open and {} wait"
              + " without spending attempts. Put address, credentials or rights right; one is"
              + " tried in {}, and all go on when it is taken: {}",
          target,
          pending,
          delay,
          failure.reason());
    } else {
      LOG.warn(
          "Target {} failed {} times in a row; its circuit is open and {} wait without spending"
              + " attempts. One is tried in {}, and all go on when it is taken: {}",
          target,
          transition.failures(),
          pending,
          delay,
          failure.reason());
    }
  }

  void stalled(boolean stalled, List<Attempt> stuck) {
    if (stalled) {
      LOG.error(
          "Target {} is stalled: all its {} attempts have timed out and do not come back, so"
              + " nothing is tried there until one does; other targets go on. Give its client a"
              + " time-out below attemptTimeout. {}",
          target,
          stuck.size(),
          stuck.stream()
              .map(
                  attempt ->
                      attempt.thread().getName() + " is in " + StackPlace.of(attempt.thread()))
              .collect(Collectors.joining("; ")));
    } else {
      LOG.info("Target {} is not stalled any more", target);
    }
  }
}
