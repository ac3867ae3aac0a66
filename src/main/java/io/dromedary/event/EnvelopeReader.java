package io.dromedary.event;

import io.dromedary.event.BodyReader.Span;
import io.dromedary.event.BodyReader.Values;
import io.dromedary.event.EnvelopeSpec.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of a callback as an {@link EnvelopeSpec} says. Whatever the body is, there is
 * an envelope and never an exception: what cannot be read is a {@link Envelope#problem()}. Values
 * from headers, path and constants are then read all the same, and a digest of the body as received
 * serves as the content key, so that repeats of a malformed callback are seen as such.
 *
 * <p>Immutable, thread-safe; made once for each source.
 */
public final class EnvelopeReader {
  /** The most characters of an event type, system or subscription. */
  public static final int MAX_TEXT = 256;

  /** The most characters of a key; a longer one is replaced by its digest. */
  public static final int MAX_KEY = 200;

  private static final String PAYLOAD = "/payload";
  private static final String RESOURCE = "/resourceUrn";

  private final EnvelopeSpec spec;
  private final BodyReader bodyReader;
  private final KeptRequest keptRequest;

  /** A reader for callbacks that are as {@code spec} says. */
  public EnvelopeReader(EnvelopeSpec spec) {
    this.spec = spec;
    Set<String> pointers = names(Location.Kind.BODY);
    if (spec.contentKey()) {
      pointers.add(PAYLOAD);
      pointers.add(RESOURCE);
    }
    this.bodyReader = new BodyReader(pointers);
    this.keptRequest = new KeptRequest(names(Location.Kind.HEADER), names(Location.Kind.PATH));
  }

  private Set<String> names(Location.Kind kind) {
    Set<String> names = new LinkedHashSet<>();
    for (Value value : Value.values()) {
      for (Location location : spec.locations(value)) {
        if (location.kind() == kind) {
          names.add(location.name());
        }
      }
    }
    return names;
  }

  /** Where the order key is read, as text; null when it is not. */
  public @Nullable String orderKeyPlace() {
    List<Location> locations = spec.locations(Value.ORDER_KEY);
    return locations.isEmpty() ? null : places(locations);
  }

  /** Reads {@code callback}. */
  public Envelope read(Callback callback) {
    return new Reading(callback).envelope();
  }

  /**
   * What is to be kept of the request besides its body, so that it can be read once more: the
   * headers and path parameters that the envelope is read from, and how the body was sent; as JSON,
   * null for nothing. Never a signature, nor anything else that a request is authenticated by.
   *
   * @param route the id of the route that took it; null when not known
   */
  public @Nullable String kept(Callback callback, @Nullable String route) {
    return keptRequest.of(callback, route);
  }

  /** The id of the route that took a callback; null when not known. */
  public static @Nullable String route(@Nullable String kept) {
    return KeptRequest.route(kept);
  }

  /**
   * Reads what was kept of a callback.
   *
   * @param kept as {@link #kept} gave it, also of another reader
   * @param contentEncoding of the body, null for none
   */
  public Envelope readAgain(byte[] body, @Nullable String kept, @Nullable String contentEncoding) {
    return read(KeptRequest.callback(body, kept, contentEncoding));
  }

  /** One callback on its way to an envelope. */
  private final class Reading {
    private final Callback callback;
    private byte[] decoded;
    private @Nullable Values values;
    private @Nullable String problem;

    Reading(Callback callback) {
      this.callback = callback;
      this.decoded = callback.body();
      try {
        decoded =
            ContentCoding.decode(
                callback.headers("Content-Encoding"), callback.body(), spec.maxDecodedSize());
        values = bodyReader.read(decoded);
      } catch (UnreadableException e) {
        problem = e.problem();
      }
    }

    Envelope envelope() {
      String eventType = text(Value.EVENT_TYPE, "event type");
      if (eventType == null) {
        problem("there is no event type at " + places(spec.locations(Value.EVENT_TYPE)));
      }
      String system = text(Value.SYSTEM, "system");
      if (system == null) {
        system = spec.systemWhere(place(Value.EVENT_TYPE));
      }
      if (system == null && eventType != null && spec.systemFromEventType()) {
        system = prefix(eventType);
      }
      String subscription = text(Value.SUBSCRIPTION, "subscription");
      String key = first(Value.DUPLICATE_KEY);
      if (key != null) {
        key = bounded(key);
      }
      String contentKey = contentKey(key, subscription, eventType);
      String duplicateKey = key;
      if (duplicateKey == null && (spec.contentKey() || problem != null)) {
        duplicateKey = contentKey;
      }
      return new Envelope(
          eventType,
          system,
          spec.domains().of(system),
          subscription,
          enqueuedAt(),
          spec.duplicateKeySigned() ? key : null,
          duplicateKey,
          contentKey,
          first(Value.ORDER_KEY),
          problem);
    }

    private @Nullable String contentKey(
        @Nullable String key, @Nullable String subscription, @Nullable String eventType) {
      Values read = values;
      if (spec.contentKey() && problem == null && read != null) {
        Span payload = read.span(PAYLOAD);
        // A hook that sends its payload only may send it bare.
        Span content = payload != null ? payload : read.object();
        try {
          List<@Nullable String> parts = new ArrayList<>();
          parts.add(subscription);
          parts.add(eventType);
          parts.add(read.text(RESOURCE));
          parts.add(CanonicalJson.sha256(decoded, content.from(), content.to()));
          return "sha256:" + CanonicalJson.sha256(parts);
        } catch (UnreadableException e) {
          problem(e.problem());
        }
      }
      return key != null && problem == null ? null : "sha256:" + Sha256.hex(callback.body());
    }

    private @Nullable Instant enqueuedAt() {
      String date = first(Value.ENQUEUED_AT);
      return date == null ? null : EventTimes.parse(date, spec.zone());
    }

    private @Nullable String text(Value value, String name) {
      String text = first(value);
      if (text == null || SafeText.isSafe(text, MAX_TEXT)) {
        return text;
      }
      problem(
          text.length() > MAX_TEXT
              ? "the " + name + " has more than " + MAX_TEXT + " characters"
              : "the " + name + " has a character that is not text");
      return SafeText.of(text, MAX_TEXT);
    }

    private @Nullable String first(Value value) {
      Location place = place(value);
      return place == null ? null : at(place);
    }

    /** The first place that has something. */
    private @Nullable Location place(Value value) {
      for (Location location : spec.locations(value)) {
        String text = at(location);
        if (text != null && !text.isBlank()) {
          return location;
        }
      }
      return null;
    }

    private @Nullable String at(Location location) {
      return switch (location.kind()) {
        case BODY -> values == null ? null : values.text(location.name());
        case HEADER -> callback.header(location.name());
        case PATH -> callback.pathParameter(location.name());
        case CONSTANT -> location.name();
      };
    }

    /** The first problem is the one to tell; others follow from it. */
    private void problem(String found) {
      if (problem == null) {
        problem = found;
      }
    }
  }

  private static String places(List<Location> locations) {
    List<String> places = new ArrayList<>();
    for (Location location : locations) {
      places.add(location.toString());
    }
    return String.join(" or ", places);
  }

  private static @Nullable String prefix(String eventType) {
    int dot = eventType.indexOf('.');
    String system = dot < 0 ? eventType : eventType.substring(0, dot);
    return system.isBlank() ? null : system;
  }

  private static String bounded(String key) {
    return SafeText.isSafe(key, MAX_KEY) ? key : "sha256:" + Sha256.hex(key);
  }
}
