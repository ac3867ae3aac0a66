package io.dromedary.store;

import io.dromedary.event.BodyField.Match;
import io.dromedary.store.Database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes events on request, with all that is stored of them, whatever their state, and overwrites
 * them. Their duplicate keys stay until they expire: without them the provider's next repeat would
 * bring the event back. Events that are accepted after the begin are not looked at.
 *
 * <p>Can be broken off at any time and run again. For one thread.
 */
public final class Purge {
  private static final Logger LOG = LoggerFactory.getLogger(Purge.class);
  private static final int PAGE = 500;
  private static final int STEP_EVENTS = 100;

  /** Of bodies, in memory at once; one body may be larger. */
  private static final long STEP_BYTES = 1L << 20;

  private final Database database;
  private final PurgeFilter filter;
  private final boolean dryRun;
  private final PurgeListener listener;
  private final Steps steps;
  private final Set<String> targets = new TreeSet<>();
  private Removed rows = Removed.NOTHING;
  private boolean complete = true;
  private long searched;
  private long unrouted;
  private long pending;
  private long deadLetters;
  private long unreadable;

  private Purge(
      Database database, PurgeFilter filter, boolean dryRun, Pace pace, PurgeListener listener) {
    this.database = database;
    this.filter = filter;
    this.dryRun = dryRun;
    this.listener = listener;
    this.steps = new Steps(database, pace, System::nanoTime);
  }

  /**
   * Removes what the filter says.
   *
   * @param dryRun only looks for it
   * @throws StoreException when the store cannot be read or written; what was removed by then stays
   *     removed
   * @throws InterruptedException when {@code pace} ends it
   */
  public static PurgeReport run(
      Database database, PurgeFilter filter, boolean dryRun, Pace pace, PurgeListener listener)
      throws InterruptedException {
    return new Purge(database, filter, dryRun, pace, listener).run();
  }

  private PurgeReport run() throws InterruptedException {
    if (filter instanceof PurgeFilter.Event event) {
      one(event.id());
    } else {
      search();
    }
    // Also when nothing was found: one that was broken off may have removed it.
    boolean overwritten = !dryRun && complete && SqliteSpace.overwriteAll(database, steps);
    return new PurgeReport(
        dryRun,
        complete,
        searched,
        rows,
        unrouted,
        pending,
        deadLetters,
        unreadable,
        overwritten,
        Set.copyOf(targets),
        SqliteSpace.copies(database));
  }

  private void one(String id) throws InterruptedException {
    List<Long> seqs =
        steps.read(
            "looking for event " + id,
            connection -> {
              List<Long> found = new ArrayList<>();
              String source = nextSource(connection, "");
              while (source != null) {
                database.find(connection, source, id).ifPresent(found::add);
                if (id.startsWith(source + ":")) {
                  database
                      .find(connection, source, id.substring(source.length() + 1))
                      .ifPresent(found::add);
                }
                source = nextSource(connection, source);
              }
              return found;
            });
    searched = seqs.size();
    purge(seqs);
  }

  /** One step of the index for each source, where {@code distinct} would read all of it. */
  private static @Nullable String nextSource(Connection connection, String after)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select min(source) from event where source > ?")) {
      select.setString(1, after);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private void search() throws InterruptedException {
    long last = steps.read("reading the newest event", c -> edge(c, "max"));
    long cursor = steps.read("reading the oldest event", c -> edge(c, "min")) - 1;
    long all = last - cursor;
    while (cursor < last) {
      long from = cursor;
      List<KeptEvent> page =
          steps.read(
              "looking for events to be purged",
              connection -> KeptEvents.after(connection, from, PAGE));
      if (page.isEmpty()) {
        return;
      }
      cursor = page.get(page.size() - 1).seq();
      for (List<KeptEvent> step : inSteps(page)) {
        if (listener.cancelled()) {
          complete = false;
          return;
        }
        searched += step.size();
        purge(matching(step));
      }
      listener.searched(searched, Math.max(all, searched));
    }
  }

  private static long edge(Connection connection, String which) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + which + "(seq) from event")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static List<List<KeptEvent>> inSteps(List<KeptEvent> events) {
    List<List<KeptEvent>> all = new ArrayList<>();
    List<KeptEvent> step = new ArrayList<>();
    long bytes = 0;
    for (KeptEvent event : events) {
      step.add(event);
      bytes += event.weight();
      if (step.size() == STEP_EVENTS || bytes >= STEP_BYTES) {
        all.add(step);
        step = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!step.isEmpty()) {
      all.add(step);
    }
    return all;
  }

  private List<Long> matching(List<KeptEvent> step) throws InterruptedException {
    String seqs =
        step.stream().map(e -> String.valueOf(e.seq())).collect(Collectors.joining(",", "(", ")"));
    if (filter instanceof PurgeFilter.Envelope envelope) {
      return steps.read(
          "looking for events to be purged", connection -> byColumn(connection, envelope, seqs));
    }
    if (filter instanceof PurgeFilter.Body body) {
      Map<Long, Match> matches =
          steps.read(
              "searching the bodies of events", connection -> byBody(connection, body, seqs));
      List<Long> same = new ArrayList<>();
      for (KeptEvent event : step) {
        Match match = matches.getOrDefault(event.seq(), Match.OTHER);
        if (match == Match.SAME) {
          same.add(event.seq());
        } else if (match == Match.UNREADABLE) {
          unreadable++;
          listener.unreadable(event.name());
        }
      }
      return same;
    }
    return List.of();
  }

  private static List<Long> byColumn(
      Connection connection, PurgeFilter.Envelope envelope, String seqs) throws SQLException {
    List<Long> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select seq from event where seq in "
                + seqs
                + " and "
                + envelope.field().column()
                + " = ? order by seq")) {
      select.setString(1, envelope.value());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getLong(1));
        }
      }
    }
    return found;
  }

  private static Map<Long, Match> byBody(
      Connection connection, PurgeFilter.Body filter, String seqs) throws SQLException {
    Map<Long, Match> matches = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "select seq, body, content_encoding from event where seq in " + seqs)) {
        while (rows.next()) {
          matches.put(
              rows.getLong(1),
              filter.field().match(filter.value(), rows.getBytes(2), rows.getString(3)));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "select event_seq, body from delivery where body is not null and event_seq in "
                  + seqs)) {
        while (rows.next()) {
          // What a route made of it need not be JSON.
          if (filter.field().match(filter.value(), rows.getBytes(2), null) == Match.SAME) {
            matches.put(rows.getLong(1), Match.SAME);
          }
        }
      }
    }
    return matches;
  }

  private void purge(List<Long> seqs) throws InterruptedException {
    if (seqs.isEmpty()) {
      return;
    }
    List<KeptEvent> events;
    if (dryRun) {
      events =
          steps.read(
              "reading the events to be purged", connection -> KeptEvents.of(connection, seqs));
      rows =
          rows.plus(
              steps.read(
                  "counting what would be purged",
                  connection -> KeptEvents.count(connection, events)));
    } else {
      Step step =
          steps.change(
              (connection, effects) -> {
                List<KeptEvent> found = KeptEvents.locked(connection, database.dialect(), seqs);
                return new Step(removeForGood(connection, effects, found), found);
              });
      events = step.events();
      rows = rows.plus(step.rows());
      LOG.info(
          "Purged {} event(s) with {} deliveries and {} attempts: {}",
          step.rows().events(),
          step.rows().deliveries(),
          step.rows().attempts(),
          events.stream().map(KeptEvent::name).collect(Collectors.joining(", ")));
    }
    events.forEach(this::count);
  }

  private record Step(Removed rows, List<KeptEvent> events) {}

  private Removed removeForGood(Connection connection, Effects effects, List<KeptEvent> events)
      throws SQLException {
    if (database.dialect() != Dialect.SQLITE) {
      return KeptEvents.remove(connection, effects, events);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma secure_delete = on");
      try {
        return KeptEvents.remove(connection, effects, events);
      } finally {
        statement.execute("pragma secure_delete = fast");
      }
    }
  }

  private void count(KeptEvent event) {
    listener.found(event.name());
    if (event.isUnrouted()) {
      unrouted++;
    }
    if (event.isDeadLetter()) {
      deadLetters++;
    }
    for (KeptEvent.KeptDelivery delivery : event.deliveries()) {
      targets.add(delivery.target());
      if (delivery.state() == DeliveryState.PENDING) {
        pending++;
      }
    }
  }
}
