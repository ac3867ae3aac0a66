package io.dromedary.store;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings events through a store to where a test wants them. */
final class Journeys {
  private static final Instant END_OF_TIME = Instant.parse("2100-01-01T00:00:00Z");

  private final Store store;

  Journeys(Store store) {
    this.store = store;
  }

  static <T> T got(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Accepted accept(NewEvents event) {
    return got(store.accept(event.event()));
  }

  /** Accepts an event and claims it. */
  StoredEvent accepted(NewEvents event) {
    accept(event);
    List<StoredEvent> due = store.claimEvents(event.source(), 1, END_OF_TIME);
    return due.get(0);
  }

  StoredEvent settled(NewEvents event, End end, @Nullable String reason, String... targets) {
    StoredEvent accepted = accepted(event);
    got(
        store.settle(
            new Settlement(
                accepted,
                event.receivedAt(),
                end,
                Set.of(),
                reason,
                Stream.of(targets).map(t -> new NewDelivery(t, null, null, null)).toList())));
    return accepted;
  }

  /** Accepts an event, and has each of these targets take it as soon as it was received. */
  StoredEvent delivered(NewEvents event, String... targets) {
    StoredEvent routed = settled(event, End.ROUTED, null, targets);
    for (String target : targets) {
      attempt(target, event.receivedAt(), Decision.DELIVERED, null);
    }
    return routed;
  }

  /** Accepts an event that a target never takes. */
  StoredEvent dead(NewEvents event, String target, Instant diedAt) {
    StoredEvent routed = settled(event, End.ROUTED, null, target);
    attempt(target, diedAt, Decision.DEAD, null);
    return routed;
  }

  /** Attempts the next delivery of a target. */
  void attempt(String target, Instant at, Decision decision, @Nullable String response) {
    StoredDelivery delivery = store.claimDeliveries(target, 1, END_OF_TIME).get(0);
    boolean delivered = decision == Decision.DELIVERED;
    got(
        store.record(
            new AttemptRecord(
                delivery,
                delivery.attempts() + 1,
                at,
                Duration.ZERO,
                delivered ? Outcome.SUCCEEDED : Outcome.FAILED,
                decision,
                decision == Decision.REDELIVER ? at : null,
                delivered ? null : "refused",
                response)));
  }

  /** How many rows a table has. */
  long rows(String table) {
    return number("select count(*) from " + table);
  }

  long number(String select) {
    return store
        .database()
        .read(
            select,
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery(select)) {
                return rows.next() ? rows.getLong(1) : 0;
              }
            });
  }

  /** The ids of the events that are kept, oldest first. */
  List<String> events() {
    return store
        .database()
        .read(
            "event ids",
            connection -> {
              List<String> ids = new ArrayList<>();
              try (Statement statement = connection.createStatement();
                  ResultSet rows =
                      statement.executeQuery("select event_id from event order by seq")) {
                while (rows.next()) {
                  ids.add(rows.getString(1));
                }
              }
              return ids;
            });
  }

  /** Changes rows behind the back of the store. */
  void update(String sql) {
    got(
        store
            .database()
            .change(
                (connection, effects) -> {
                  try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate(sql);
                  }
                }));
  }
}
