package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import io.dromedary.store.KeptEvent.KeptDelivery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at what is kept, and removes it with all that belongs to it; the SQL is that of both. */
final class KeptEvents {
  private static final String EVENTS =
      "select seq, source, event_id, state, stage, received_at, settled_at, length(body)"
          + " from event where ";
  private static final String DELIVERIES =
      "select event_seq, id, target, state, ended_at, length(body) from delivery where ";

  private KeptEvents() {}

  /** The next events in the order of their accepts. */
  static List<KeptEvent> after(Connection connection, long seq, int max) throws SQLException {
    List<KeptEvent> events;
    try (PreparedStatement select =
        connection.prepareStatement(EVENTS + "seq > ? order by seq limit ?")) {
      select.setLong(1, seq);
      select.setInt(2, max);
      events = events(select);
    }
    if (events.isEmpty()) {
      return events;
    }
    long last = events.get(events.size() - 1).seq();
    try (PreparedStatement select =
        connection.prepareStatement(DELIVERIES + "event_seq between ? and ?")) {
      select.setLong(1, events.get(0).seq());
      select.setLong(2, last);
      return with(events, deliveries(select));
    }
  }

  /**
   * Those of these events that are still there. Nobody else changes them before the end of the
   * transaction.
   */
  static List<KeptEvent> locked(Connection connection, Dialect dialect, Collection<Long> seqs)
      throws SQLException {
    return among(connection, dialect, seqs, " for update");
  }

  /** The same, without those that another node is changing at the moment. */
  static List<KeptEvent> unlocked(Connection connection, Dialect dialect, Collection<Long> seqs)
      throws SQLException {
    return among(connection, dialect, seqs, " for update skip locked");
  }

  /** Those of these events that are there. */
  static List<KeptEvent> of(Connection connection, Collection<Long> seqs) throws SQLException {
    return among(connection, Dialect.SQLITE, seqs, "");
  }

  private static List<KeptEvent> among(
      Connection connection, Dialect dialect, Collection<Long> seqs, String lock)
      throws SQLException {
    if (seqs.isEmpty()) {
      return List.of();
    }
    // SQLite has one writer, and no such words.
    boolean shared = dialect == Dialect.POSTGRESQL;
    List<KeptEvent> events;
    try (PreparedStatement select =
        connection.prepareStatement(
            EVENTS + "seq in " + list(seqs) + " order by seq" + (shared ? lock : ""))) {
      events = events(select);
    }
    if (events.isEmpty()) {
      return events;
    }
    List<Long> left = events.stream().map(KeptEvent::seq).toList();
    try (PreparedStatement select =
        connection.prepareStatement(
            DELIVERIES
                + "event_seq in "
                + list(left)
                + " order by id"
                + (shared ? " for update" : ""))) {
      return with(events, deliveries(select));
    }
  }

  /** Removes events with their deliveries and attempts. */
  static Removed remove(Connection connection, Effects effects, List<KeptEvent> events)
      throws SQLException {
    if (events.isEmpty()) {
      return Removed.NOTHING;
    }
    String seqs = list(events.stream().map(KeptEvent::seq).toList());
    List<Long> ids =
        events.stream().flatMap(e -> e.deliveries().stream()).map(KeptDelivery::id).toList();
    long attempts = 0;
    long deliveries = 0;
    long removed;
    try (Statement delete = connection.createStatement()) {
      if (!ids.isEmpty()) {
        attempts = delete.executeUpdate("delete from attempt where delivery_id in " + list(ids));
        deliveries = delete.executeUpdate("delete from delivery where id in " + list(ids));
      }
      removed = delete.executeUpdate("delete from event where seq in " + seqs);
    }
    events.forEach(event -> book(event, effects));
    return new Removed(removed, deliveries, attempts);
  }

  /** What {@link #remove} would remove. */
  static Removed count(Connection connection, List<KeptEvent> events) throws SQLException {
    List<Long> ids =
        events.stream().flatMap(e -> e.deliveries().stream()).map(KeptDelivery::id).toList();
    if (ids.isEmpty()) {
      return new Removed(events.size(), 0, 0);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from attempt where delivery_id in " + list(ids))) {
      row.next();
      return new Removed(events.size(), ids.size(), row.getLong(1));
    }
  }

  private static void book(KeptEvent event, Effects effects) {
    Stage stage = event.stage();
    if (stage != null) {
      effects.dead(stage, -1);
    }
    if (event.isUnrouted()) {
      effects.unrouted(event.source(), -1);
    }
    for (KeptDelivery delivery : event.deliveries()) {
      if (delivery.state() == DeliveryState.PENDING) {
        effects.pending(delivery.target(), -1);
      } else if (delivery.state() == DeliveryState.DEAD) {
        effects.dead(Stage.DELIVERY, -1);
      }
    }
  }

  private static List<KeptEvent> events(PreparedStatement select) throws SQLException {
    List<KeptEvent> events = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        String state = rows.getString(4);
        events.add(
            new KeptEvent(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                state,
                state.equals("parked") ? stage(rows.getString(5)) : null,
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8),
                List.of()));
      }
    }
    return events;
  }

  private static Stage stage(@Nullable String text) {
    return text == null ? Stage.ROUTING : Stage.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Map<Long, List<KeptDelivery>> deliveries(PreparedStatement select)
      throws SQLException {
    Map<Long, List<KeptDelivery>> deliveries = new HashMap<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        deliveries
            .computeIfAbsent(rows.getLong(1), seq -> new ArrayList<>())
            .add(
                new KeptDelivery(
                    rows.getLong(2),
                    rows.getString(3),
                    DeliveryState.valueOf(rows.getString(4).toUpperCase(Locale.ROOT)),
                    rows.getLong(5),
                    rows.getLong(6)));
      }
    }
    return deliveries;
  }

  private static List<KeptEvent> with(
      List<KeptEvent> events, Map<Long, List<KeptDelivery>> deliveries) {
    return events.stream()
        .map(
            event ->
                new KeptEvent(
                    event.seq(),
                    event.source(),
                    event.eventId(),
                    event.state(),
                    event.stage(),
                    event.receivedAt(),
                    event.settledAt(),
                    event.bytes(),
                    deliveries.getOrDefault(event.seq(), List.of())))
        .toList();
  }

  private static String list(Collection<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
  }
}
