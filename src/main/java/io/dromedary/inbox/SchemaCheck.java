package io.dromedary.inbox;

import io.dromedary.catalogue.Checked;
import io.dromedary.catalogue.Checked.Result;
import io.dromedary.catalogue.EventCheck;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.signature.OncePerMinute;
import io.dromedary.store.StoredEvent;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks each event of a source before its run, and says what does not fit: a line for each event
 * type and minute at most. Thread-safe.
 */
final class SchemaCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaCheck.class);

  /** What an event means that does not fit. */
  enum Mode {
    /** Nothing is checked. */
    OFF,
    /** It is routed, and marked. */
    WARN,
    /** It is parked, stage schema. */
    PARK
  }

  private final Mode mode;
  private final @Nullable String preset;
  private final EventCheck events;
  private final Clock clock;
  // One for each entry of the catalogue, of which there is a bounded number.
  private final Map<String, OncePerMinute> logged = new ConcurrentHashMap<>();

  /**
   * @param preset the name of the provider whose events the source sends; null: the source's own
   */
  SchemaCheck(Mode mode, @Nullable String preset, EventCheck events, Clock clock) {
    this.mode = mode;
    this.preset = preset;
    this.events = events;
    this.clock = clock;
  }

  /** Null when nothing is checked. */
  @Nullable Checked of(StoredEvent event) {
    if (mode == Mode.OFF) {
      return null;
    }
    Checked checked = check(event, event.source());
    if (checked.result() == Result.UNKNOWN_TYPE && preset != null) {
      checked = check(event, preset);
    }
    log(event, checked);
    return checked;
  }

  private Checked check(StoredEvent event, String source) {
    return events.check(source, event.system(), event.eventType(), event.body());
  }

  boolean parks(Checked checked) {
    return mode == Mode.PARK && isMisfit(checked);
  }

  static boolean isMisfit(Checked checked) {
    return checked.result() == Result.INVALID;
  }

  private void log(StoredEvent event, Checked checked) {
    EventEntry entry = checked.entry();
    boolean failed = checked.result() == Result.FAILED;
    if (entry == null || !(failed || isMisfit(checked))) {
      return;
    }
    OptionalLong heldBack =
        logged.computeIfAbsent(entry.name(), name -> new OncePerMinute(clock)).pass();
    if (heldBack.isEmpty()) {
      return;
    }
    String before =
        heldBack.getAsLong() == 0 ? "" : " (" + heldBack.getAsLong() + " more since the last line)";
    if (failed) {
      LOG.error(
          "Checking event {} of source {} against the schema of {} failed with {}; it is routed"
              + " unchecked. If it stays so, set schemaCheck: off at inbox:{}{}",
          event.eventId(),
          event.source(),
          entry.name(),
          checked.reason(),
          event.source(),
          before);
    } else {
      LOG.warn(
          "Event {} of source {} does not fit the schema of {}: {}. It is {}. Where the provider has"
              + " changed the event, put its entry into config/events.yaml{}{}",
          event.eventId(),
          event.source(),
          entry.name(),
          checked.reason(),
          mode == Mode.PARK
              ? "kept as a dead letter of stage schema"
              : "routed, and marked 'schema'",
          mode == Mode.PARK ? " and replay it: dead replay --stage schema" : "",
          before);
    }
  }
}
