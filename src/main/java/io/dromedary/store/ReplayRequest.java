package io.dromedary.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be replayed, and how.
 *
 * @param filter which events; where it says something of deliveries, which deliveries of these
 * @param mode how
 * @param target to which one; null unless {@link Mode#TO}
 */
public record ReplayRequest(EventFilter filter, Mode mode, @Nullable String target) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> PARTS = new TypeReference<>() {};

  /** Ways to replay an event. */
  public enum Mode {
    /** Its deliveries once more; what was not routed is read and routed. */
    REPEAT,
    /** Through the routes as they are now. */
    REROUTE,
    /** To one target that it need not have been routed to. */
    TO;

    /** As it is stored and shown. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Deliveries once more. */
  public static ReplayRequest repeat(EventFilter filter) {
    return new ReplayRequest(filter, Mode.REPEAT, null);
  }

  /** Through the routes as they are now. */
  public static ReplayRequest reroute(EventFilter filter) {
    return new ReplayRequest(filter, Mode.REROUTE, null);
  }

  /** To this target. */
  public static ReplayRequest to(String target, EventFilter filter) {
    return new ReplayRequest(filter, Mode.TO, target);
  }

  String json() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("mode", mode.text());
    if (target != null) {
      parts.put("to", target);
    }
    parts.putAll(filter.parts());
    try {
      return JSON.writeValueAsString(parts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing a replay as JSON", e);
    }
  }

  static ReplayRequest of(String json) {
    try {
      Map<String, String> parts = JSON.readValue(json, PARTS);
      String mode = String.valueOf(parts.remove("mode"));
      String target = parts.remove("to");
      return new ReplayRequest(
          EventFilter.parse(parts, Instant.EPOCH),
          Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
          target);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("reading a replay from JSON: " + e.getOriginalMessage(), e);
    }
  }
}
