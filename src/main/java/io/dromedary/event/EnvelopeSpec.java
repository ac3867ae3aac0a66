package io.dromedary.event;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of an envelope are read, as data: a preset for each known provider, and single
 * values changed from there. Immutable; every {@code with} method gives a changed copy.
 */
public final class EnvelopeSpec {
  /** The default of {@link #withMaxDecodedSize}, in bytes: the default limit of a body as sent. */
  public static final int DEFAULT_MAX_DECODED_SIZE = 8 * 1024 * 1024;

  /** The values that have a location. */
  enum Value {
    EVENT_TYPE,
    SYSTEM,
    SUBSCRIPTION,
    ENQUEUED_AT,
    DUPLICATE_KEY,
    ORDER_KEY
  }

  /** Written only before a spec is made of it. */
  private static final class Draft {
    Map<Value, List<Location>> locations = new EnumMap<>(Value.class);
    Map<Location, String> systems = new HashMap<>();
    boolean systemFromEventType;
    boolean duplicateKeySigned;
    boolean contentKey;
    ZoneId zone = ZoneOffset.UTC;
    Domains domains = Domains.BY_NAME;
    int maxDecodedSize = DEFAULT_MAX_DECODED_SIZE;

    Draft copy() {
      Draft copy = new Draft();
      copy.locations.putAll(locations);
      copy.systems.putAll(systems);
      copy.systemFromEventType = systemFromEventType;
      copy.duplicateKeySigned = duplicateKeySigned;
      copy.contentKey = contentKey;
      copy.zone = zone;
      copy.domains = domains;
      copy.maxDecodedSize = maxDecodedSize;
      return copy;
    }
  }

  private final Draft draft;

  private EnvelopeSpec(Draft draft) {
    this.draft = draft;
  }

  /**
   * The envelope of a known provider: {@code itwin}, {@code aps}, {@code github}, {@code
   * standard-webhooks}, or {@code generic} to start from.
   *
   * @throws IllegalArgumentException when there is no preset of that name
   */
  public static EnvelopeSpec preset(String name) {
    return switch (name) {
      case "itwin" -> itwin();
      case "aps" -> aps();
      case "github" -> github();
      case "standard-webhooks" -> standardWebhooks();
      case "generic" -> generic();
      default ->
          throw new IllegalArgumentException(
              "There is no envelope preset '"
                  + name
                  + "': expected itwin, aps, github, standard-webhooks or generic");
    };
  }

  /**
   * docs/contracts.md, sections A5 and A7: V2, and V1, which calls event type and webhook by other
   * names and has events of iModels only.
   */
  private static EnvelopeSpec itwin() {
    return empty()
        .withEventType("/eventType,/contentType")
        .withSubscription("/webhookId,/subscriptionId")
        .withEnqueuedAt("/enqueuedDateTime")
        .withDuplicateKey("/messageId")
        .withSystemFromEventType(true)
        .withSystemWhere("/contentType", "iModels");
  }

  /**
   * docs/contracts.md, sections B1 and B4. No time is read: {@code hook.createdDate} is that of the
   * hook, not of the event. The path stands in for a body without {@code hook}.
   */
  private static EnvelopeSpec aps() {
    return empty()
        .withEventType("/hook/event,path:event")
        .withSystem("/hook/system,path:system")
        .withSubscription("/hook/hookId,/hook/hookid,/hook/hookID")
        .withDuplicateKey("header:x-adsk-delivery-id")
        .withContentKey(true)
        .withDomains(Domains.APS);
  }

  /** docs/contracts.md, section C2. */
  private static EnvelopeSpec github() {
    return empty()
        .withEventType("header:X-GitHub-Event")
        .withSystem("constant:github")
        .withSubscription("header:X-GitHub-Hook-ID")
        .withDuplicateKey("header:X-GitHub-Delivery");
  }

  /** docs/contracts.md, section C1: the id is in a header, and part of what is signed. */
  private static EnvelopeSpec standardWebhooks() {
    return empty()
        .withEventType("/type")
        .withEnqueuedAt("/timestamp")
        .withDuplicateKey("header:webhook-id")
        .withDuplicateKeySigned(true)
        .withSystemFromEventType(true);
  }

  private static EnvelopeSpec generic() {
    return empty().withEventType("/eventType,/event,/type").withSystemFromEventType(true);
  }

  private static EnvelopeSpec empty() {
    return new EnvelopeSpec(new Draft());
  }

  /** Reads the event type there; see {@link Location#parseList} for the text. */
  public EnvelopeSpec withEventType(String at) {
    return with(Value.EVENT_TYPE, at);
  }

  /** Reads the system there. */
  public EnvelopeSpec withSystem(String at) {
    return with(Value.SYSTEM, at);
  }

  /** Reads the webhook's id there. */
  public EnvelopeSpec withSubscription(String at) {
    return with(Value.SUBSCRIPTION, at);
  }

  /** Reads the time of the event there. */
  public EnvelopeSpec withEnqueuedAt(String at) {
    return with(Value.ENQUEUED_AT, at);
  }

  /**
   * Reads the duplicate key there. It counts as signed when it comes from the body, which every
   * scheme signs; say {@link #withDuplicateKeySigned} afterwards where that is not so.
   */
  public EnvelopeSpec withDuplicateKey(String at) {
    boolean inBody =
        Location.parseList(at).stream().allMatch(place -> place.kind() == Location.Kind.BODY);
    return with(Value.DUPLICATE_KEY, at).withDuplicateKeySigned(inBody);
  }

  /** Whether the signature covers the duplicate key, which then serves as the message id. */
  public EnvelopeSpec withDuplicateKeySigned(boolean signed) {
    return with(changed -> changed.duplicateKeySigned = signed);
  }

  /** Whether the text before the first dot of the event type is the system, if nothing else is. */
  public EnvelopeSpec withSystemFromEventType(boolean prefix) {
    return with(changed -> changed.systemFromEventType = prefix);
  }

  /**
   * Names the system of events whose type is read at one of its places.
   *
   * @param at one of the places of the event type
   */
  EnvelopeSpec withSystemWhere(String at, String system) {
    Location place = Location.parse(at);
    return with(changed -> changed.systems.put(place, system));
  }

  /** Whether to take the composite content key of docs/contracts.md, section B4. */
  public EnvelopeSpec withContentKey(boolean contentKey) {
    return with(changed -> changed.contentKey = contentKey);
  }

  /** Reads there what events have in common that keep their order; nothing is read by default. */
  public EnvelopeSpec withOrderKey(String at) {
    return with(Value.ORDER_KEY, at);
  }

  /** The zone of dates that name none; UTC by default. */
  public EnvelopeSpec withZone(ZoneId zone) {
    return with(changed -> changed.zone = zone);
  }

  /** How a domain follows from a system. */
  public EnvelopeSpec withDomains(Domains domains) {
    return with(changed -> changed.domains = domains);
  }

  /** How many bytes a body with a Content-Encoding may have once decoded. */
  public EnvelopeSpec withMaxDecodedSize(int bytes) {
    return with(changed -> changed.maxDecodedSize = bytes);
  }

  private EnvelopeSpec with(Value value, String at) {
    List<Location> places = Location.parseList(at);
    return with(changed -> changed.locations.put(value, places));
  }

  private EnvelopeSpec with(Consumer<Draft> change) {
    Draft changed = draft.copy();
    change.accept(changed);
    return new EnvelopeSpec(changed);
  }

  /** Alternatives, the first wins; empty when the value is not read at all. */
  List<Location> locations(Value value) {
    return draft.locations.getOrDefault(value, List.of());
  }

  /** The system of events whose type was read there; null when that does not say. */
  @Nullable String systemWhere(@Nullable Location eventType) {
    return eventType == null ? null : draft.systems.get(eventType);
  }

  boolean systemFromEventType() {
    return draft.systemFromEventType;
  }

  boolean duplicateKeySigned() {
    return draft.duplicateKeySigned;
  }

  boolean contentKey() {
    return draft.contentKey;
  }

  ZoneId zone() {
    return draft.zone;
  }

  /** How a domain follows from a system. */
  public Domains domains() {
    return draft.domains;
  }

  int maxDecodedSize() {
    return draft.maxDecodedSize;
  }
}
