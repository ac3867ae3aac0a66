package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds what the store holds. No read takes long, however much that is. Thread-safe. */
public final class EventLookup {
  private static final int MAX_ATTEMPTS = 200;

  private final Database database;

  /** Looks into this database. */
  public EventLookup(Database database) {
    this.database = database;
  }

  /**
   * Some of the events that a filter means.
   *
   * @param before where the next page begins; null when there is none
   */
  public record Page(List<Match> matches, @Nullable Long before) {}

  /**
   * The events that a filter means, the newest first.
   *
   * @param before only those accepted before the one with this {@code seq}; null for all
   */
  public Page page(EventFilter filter, @Nullable Long before, int max) {
    EventScan scan =
        EventScan.newestFirst(database, filter, before == null ? Long.MAX_VALUE : before);
    List<Match> matches = new ArrayList<>();
    while (matches.size() <= max && !scan.isOver()) {
      matches.addAll(scan.next(max + 1 - matches.size()));
    }
    return matches.size() <= max
        ? new Page(matches, null)
        : new Page(List.copyOf(matches.subList(0, max)), matches.get(max - 1).event().seq());
  }

  /**
   * The one event that is called so: {@code <source>:<event id>}, or the id alone.
   *
   * @throws UnknownEventException when there is none, or more than one; the message says so
   */
  public EventSummary find(String called) {
    List<EventSummary> found = new ArrayList<>();
    for (String source : sources()) {
      add(found, source, called);
      if (called.startsWith(source + ":")) {
        add(found, source, called.substring(source.length() + 1));
      }
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new UnknownEventException(
        found.isEmpty()
            ? "There is no event " + called + " in the store."
            : "More than one event is called "
                + called
                + ": "
                + String.join(", ", found.stream().map(EventSummary::id).toList())
                + ". Name the source as well.");
  }

  /** The sources of which there are events. */
  public List<String> sources() {
    List<String> sources = new ArrayList<>();
    Optional<String> next = next("");
    while (next.isPresent()) {
      sources.add(next.get());
      next = next(next.get());
    }
    return sources;
  }

  /** A step to the next source is short; all distinct ones at once would read every event. */
  private Optional<String> next(String source) {
    return database.read(
        "reading the sources",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select min(source) from event where source > ?")) {
            select.setString(1, source);
            try (ResultSet rows = select.executeQuery()) {
              return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
          }
        });
  }

  private void add(List<EventSummary> found, String source, String eventId) {
    OptionalLong seq =
        database.read(
            "looking for event " + source + ":" + eventId,
            connection -> database.find(connection, source, eventId));
    seq.ifPresent(
        at ->
            EventScan.oldestFirst(database, EventFilter.ALL, at - 1, at)
                .next(1)
                .forEach(match -> found.add(match.event())));
  }

  /**
   * All that is kept of an event.
   *
   * @param maxBody at most so many bytes of its body
   * @throws UnknownEventException when it is not there any more
   */
  public Journey journey(EventSummary event, int maxBody) {
    List<Match> now =
        EventScan.oldestFirst(database, EventFilter.ALL, event.seq() - 1, event.seq()).next(1);
    if (now.isEmpty()) {
      throw new UnknownEventException("Event " + event.id() + " was removed just now.");
    }
    Match match = now.get(0);
    return database.read(
        "reading event " + event.id(), connection -> journey(connection, match, maxBody));
  }

  private static Journey journey(Connection connection, Match match, int maxBody)
      throws SQLException {
    Map<Long, List<Attempt>> attempts = new LinkedHashMap<>();
    for (DeliverySummary delivery : match.deliveries()) {
      attempts.put(delivery.id(), attempts(connection, delivery.id()));
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select content_encoding, headers, length(body), substr(body, 1, ?)"
                + " from event where seq = ?")) {
      select.setInt(1, maxBody);
      select.setLong(2, match.event().seq());
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new UnknownEventException("Event " + match.event().id() + " was removed just now.");
        }
        byte[] body = rows.getBytes(4);
        return new Journey(
            match.event(),
            rows.getString(1),
            rows.getString(2),
            rows.getLong(3),
            body == null ? new byte[0] : body,
            match.deliveries(),
            attempts);
      }
    }
  }

  private static List<Attempt> attempts(Connection connection, long delivery) throws SQLException {
    List<Attempt> attempts = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select number, generation, began_at, took, outcome, decision, reason, response"
                + " from attempt where delivery_id = ? order by number desc limit ?")) {
      select.setLong(1, delivery);
      select.setInt(2, MAX_ATTEMPTS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          attempts.add(
              new Attempt(
                  rows.getInt(1),
                  rows.getInt(2),
                  Instant.ofEpochMilli(rows.getLong(3)),
                  Duration.ofMillis(rows.getLong(4)),
                  rows.getString(5),
                  rows.getString(6),
                  rows.getString(7),
                  rows.getString(8)));
        }
      }
    }
    Collections.reverse(attempts);
    return attempts;
  }
}
