package io.dromedary.store;

import io.dromedary.event.EventPattern;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events are meant; null stands for any. An event with deliveries is meant when one of them
 * fits all that is said of deliveries. Immutable.
 *
 * @param source who sent it
 * @param domain for example {@code iModels}
 * @param type see {@link EventPattern}
 * @param target it has a delivery to this one
 * @param state of the event or of its delivery
 * @param stage at which it was given up
 * @param since received then or later
 * @param until received before
 * @param eventId exactly this one
 */
public record EventFilter(
    @Nullable String source,
    @Nullable String domain,
    @Nullable EventPattern type,
    @Nullable String target,
    @Nullable State state,
    @Nullable Stage stage,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String eventId) {

  /** Every event. */
  public static final EventFilter ALL =
      new EventFilter(null, null, null, null, null, null, null, null, null);

  /** The names of all that a filter can say, but for the event. */
  public static final Set<String> PARTS =
      Set.of("source", "domain", "type", "target", "state", "stage", "since", "until");

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhdw])");

  /** States by which events are chosen: their own, and those of their deliveries. */
  public enum State {
    ACCEPTED(EventState.ACCEPTED, null),
    ROUTED(EventState.ROUTED, null),
    UNROUTED(EventState.UNROUTED, null),
    PARKED(EventState.PARKED, null),
    PENDING(null, DeliveryState.PENDING),
    DELIVERED(null, DeliveryState.DELIVERED),
    DEAD(null, DeliveryState.DEAD),
    /** The event or one of its deliveries. */
    DISCARDED(EventState.DISCARDED, DeliveryState.DISCARDED),
    /** A dead letter of any stage: a parked event, or a dead delivery. */
    DEAD_LETTER(EventState.PARKED, DeliveryState.DEAD);

    private final @Nullable EventState event;
    private final @Nullable DeliveryState delivery;

    State(@Nullable EventState event, @Nullable DeliveryState delivery) {
      this.event = event;
      this.delivery = delivery;
    }

    /** As it is written, for example {@code dead-letter}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isEither() {
      return event != null && delivery != null;
    }
  }

  /**
   * Reads a filter from what was written for each of its parts: {@code source}, {@code domain},
   * {@code type}, {@code target}, {@code state}, {@code stage}, {@code since}, {@code until},
   * {@code event}. A time is an instant, a date (its start, UTC) or a span before {@code now}, for
   * example {@code 2h}.
   *
   * @throws IllegalArgumentException that says all that is wrong, a sentence a line
   */
  public static EventFilter parse(Map<String, String> parts, Instant now) {
    List<String> problems = new ArrayList<>();
    Map<String, String> rest = new LinkedHashMap<>(parts);
    EventFilter filter =
        new EventFilter(
            rest.remove("source"),
            rest.remove("domain"),
            read(rest.remove("type"), EventPattern::parse, problems),
            rest.remove("target"),
            read(rest.remove("state"), EventFilter::state, problems),
            read(rest.remove("stage"), EventFilter::stage, problems),
            read(rest.remove("since"), text -> time("since", text, now), problems),
            read(rest.remove("until"), text -> time("until", text, now), problems),
            rest.remove("event"));
    rest.keySet().forEach(name -> problems.add("A filter has no part named '" + name + "'."));
    filter.check(problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
    return filter;
  }

  private void check(List<String> problems) {
    if (since != null && until != null && !since.isBefore(until)) {
      problems.add("No event is received since " + since + " and until " + until + ".");
    }
    if (state != null && stage != null) {
      boolean ofDelivery = stage == Stage.DELIVERY;
      if (ofDelivery ? deliveryState() == null : eventState() == null) {
        problems.add(
            "Nothing is "
                + state.text()
                + " at the stage "
                + stage.text()
                + ": that is where "
                + (ofDelivery ? "deliveries" : "events")
                + " were given up.");
      }
    }
    if (target != null && stage != null && stage != Stage.DELIVERY) {
      problems.add(
          "A dead letter of the stage "
              + stage.text()
              + " has no target yet; leave one of the two.");
    }
  }

  private static <T> @Nullable T read(
      @Nullable String text, Function<String, T> parse, List<String> problems) {
    if (text == null) {
      return null;
    }
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static State state(String text) {
    return Arrays.stream(State.values())
        .filter(state -> state.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no state '"
                        + text
                        + "': expected one of "
                        + Arrays.stream(State.values())
                            .map(State::text)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static Stage stage(String text) {
    return Arrays.stream(Stage.values())
        .filter(stage -> stage.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no stage '"
                        + text
                        + "': expected one of "
                        + Arrays.stream(Stage.values())
                            .map(Stage::text)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static Instant time(String name, String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return now.minus(span(Long.parseLong(ago.group(1)), ago.group(2)));
    }
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Cannot read '"
              + text
              + "' as the time "
              + name
              + ": expected 2026-01-31T08:00:00Z, 2026-01-31 (its start, UTC), or a span before now"
              + " such as 90m, 2h or 7d.");
    }
  }

  private static Duration span(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }

  /** What {@link #parse} makes an equal filter of. */
  public Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    put(parts, "source", source);
    put(parts, "domain", domain);
    put(parts, "type", type);
    put(parts, "target", target);
    put(parts, "state", state == null ? null : state.text());
    put(parts, "stage", stage == null ? null : stage.text());
    put(parts, "since", since);
    put(parts, "until", until);
    put(parts, "event", eventId);
    return parts;
  }

  private static void put(Map<String, String> parts, String name, @Nullable Object value) {
    if (value != null) {
      parts.put(name, value.toString());
    }
  }

  /** Exactly this event. */
  public static EventFilter of(EventSummary event) {
    return new EventFilter(
        event.source(), null, null, null, null, null, null, null, event.eventId());
  }

  /** The same, of one event only. */
  public EventFilter and(EventSummary event) {
    return new EventFilter(
        event.source(), domain, type, target, state, stage, since, until, event.eventId());
  }

  /** The same, of dead letters only, whatever state it asks for. */
  public EventFilter ofDeadLetters() {
    return new EventFilter(
        source, domain, type, target, State.DEAD_LETTER, stage, since, until, eventId);
  }

  /** Whether it chooses deliveries, as opposed to events with all their deliveries. */
  boolean isOfDeliveries() {
    return !isEither() && (target != null || deliveryState() != null);
  }

  /** Whether it asks for what was discarded. */
  boolean isOfDiscarded() {
    return state == State.DISCARDED;
  }

  /** The state that an event must be in; null for any. */
  @Nullable EventState eventState() {
    if (state != null) {
      return stage == Stage.DELIVERY || (state.isEither() && target != null) ? null : state.event;
    }
    return stage == null || stage == Stage.DELIVERY ? null : EventState.PARKED;
  }

  /** The state that a delivery must be in; null for any. */
  @Nullable DeliveryState deliveryState() {
    if (state != null) {
      return stage != null && stage != Stage.DELIVERY ? null : state.delivery;
    }
    return stage == Stage.DELIVERY ? DeliveryState.DEAD : null;
  }

  /** Whether it is enough that the event or a delivery is in its state. */
  boolean isEither() {
    return state != null && state.isEither() && stage == null && target == null;
  }
}
