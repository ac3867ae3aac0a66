package io.dromedary.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A filter as SQL, for a span of the accept sequence. What comes from outside is bound; only our
 * own words for states are written out, so that indexes of one state serve. Event patterns are not
 * part of it.
 */
final class FilterSql {
  private static final String COLUMNS =
      "e.seq, e.source, e.event_id, e.event_type, e.system, e.domain, e.subscription,"
          + " e.enqueued_at, e.received_at, e.state, e.stage, e.reason, e.marks, e.runs, e.next_at,"
          + " e.settled_at, e.generation, d.id, d.target, d.state, d.route,"
          + " case when d.body is null then 0 else 1 end, d.generation, d.attempts, d.tried,"
          + " d.next_at, d.ended_at, d.reason";

  private final EventFilter filter;
  private final String matches;

  FilterSql(EventFilter filter, boolean newestFirst) {
    this.filter = filter;
    String direction = newestFirst ? " desc" : "";
    this.matches =
        "select "
            + COLUMNS
            + " from event e left join delivery d on d.event_seq = e.seq"
            + (filter.target() == null ? "" : " and d.target = ?")
            + state(" and d.state", text(filter.deliveryState()))
            + " where e.seq >= ? and e.seq <= ?"
            + events()
            + " order by e.seq"
            + direction
            + ", d.id";
  }

  private String events() {
    StringBuilder conditions = new StringBuilder();
    add(conditions, filter.source(), " and e.source = ?");
    add(conditions, filter.eventId(), " and e.event_id = ?");
    add(conditions, filter.domain(), " and e.domain = ?");
    add(conditions, filter.since(), " and e.received_at >= ?");
    add(conditions, filter.until(), " and e.received_at < ?");
    EventState event = filter.eventState();
    if (filter.isEither() && event != null) {
      conditions.append(" and (e.state = '").append(event.text()).append("' or d.id is not null)");
      return conditions.toString();
    }
    conditions.append(state(" and e.state", event == null ? null : event.text()));
    Stage stage = filter.stage();
    if (stage != null && stage != Stage.DELIVERY) {
      conditions.append(state(" and e.stage", stage.text()));
    }
    if (filter.target() != null || filter.deliveryState() != null) {
      conditions.append(" and d.id is not null");
    }
    return conditions.toString();
  }

  private static void add(StringBuilder conditions, @Nullable Object value, String condition) {
    if (value != null) {
      conditions.append(condition);
    }
  }

  private static String state(String column, @Nullable String own) {
    return own == null ? "" : column + " = '" + own + "'";
  }

  private static @Nullable String text(@Nullable DeliveryState state) {
    return state == null ? null : state.text();
  }

  /** Selects what is meant among the events of a span, both ends included. */
  String matches() {
    return matches;
  }

  /** Binds what {@link #matches} asks for. */
  void bind(PreparedStatement select, long first, long last) throws SQLException {
    int i = 0;
    if (filter.target() != null) {
      select.setString(++i, filter.target());
    }
    select.setLong(++i, first);
    select.setLong(++i, last);
    for (String text : texts()) {
      select.setString(++i, text);
    }
    for (Instant time : times()) {
      select.setLong(++i, time.toEpochMilli());
    }
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    addTo(texts, filter.source());
    addTo(texts, filter.eventId());
    addTo(texts, filter.domain());
    return texts;
  }

  private List<Instant> times() {
    List<Instant> times = new ArrayList<>();
    addTo(times, filter.since());
    addTo(times, filter.until());
    return times;
  }

  private static <T> void addTo(List<T> values, @Nullable T value) {
    if (value != null) {
      values.add(value);
    }
  }

  /**
   * Each selects the next place, in the direction of the scan, at which something may be meant: by
   * an index where only few rows can be. The one value to bind is where the scan stands.
   */
  static List<String> places(EventFilter filter, boolean newestFirst) {
    String next = newestFirst ? "max" : "min";
    String beyond = newestFirst ? " < ?" : " > ?";
    boolean parked = filter.eventState() == EventState.PARKED;
    boolean dead = filter.deliveryState() == DeliveryState.DEAD;
    List<String> places = new ArrayList<>();
    if (parked && (!dead || filter.isEither())) {
      for (Stage stage : Stage.values()) {
        places.add(
            String.format(
                Locale.ROOT,
                "select %s(seq) from event where state = 'parked' and stage = '%s' and seq%s",
                next,
                stage.text(),
                beyond));
      }
    }
    if (dead && (!parked || filter.isEither())) {
      places.add(
          "select "
              + next
              + "(event_seq) from delivery where state = 'dead' and event_seq"
              + beyond);
    }
    if (places.isEmpty()) {
      places.add("select " + next + "(seq) from event where seq" + beyond);
    }
    return places;
  }
}
