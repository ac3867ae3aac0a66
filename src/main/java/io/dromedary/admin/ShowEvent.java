package io.dromedary.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.DeliverySummary;
import io.dromedary.store.EventLookup;
import io.dromedary.store.Journey;
import io.dromedary.store.Store;
import io.dromedary.store.UnknownEventException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code event show}: all that is kept of one event. */
final class ShowEvent implements AdminCommand {
  private static final int BODY_BEGINNING = 4 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventLookup events;

  ShowEvent(Store store) {
    this.events = new EventLookup(store.database());
  }

  @Override
  public String name() {
    return "event show";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("id", "wholeBody");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    boolean whole = request.path("wholeBody").asBoolean();
    try {
      Journey journey =
          events.journey(
              events.find(request.path("id").asText()), whole ? Integer.MAX_VALUE : BODY_BEGINNING);
      output.result(json(journey));
    } catch (UnknownEventException e) {
      throw new AdminException(Kind.NOT_FOUND, String.valueOf(e.getMessage()), e);
    }
  }

  private static ObjectNode json(Journey journey) {
    ObjectNode json = EventJson.event(journey.event());
    request(json, journey);
    ObjectNode body = json.putObject("body").put("bytes", journey.size());
    text(journey.body(), journey.body().length < journey.size())
        .ifPresentOrElse(
            text -> body.put("text", text),
            () -> body.put("base64", Base64.getEncoder().encodeToString(journey.body())));
    body.put("whole", journey.body().length == journey.size());
    ArrayNode deliveries = json.putArray("deliveries");
    for (DeliverySummary delivery : journey.deliveries()) {
      ObjectNode one = EventJson.delivery(delivery);
      EventJson.attempts(one, journey.attempts().getOrDefault(delivery.id(), List.of()));
      deliveries.add(one);
    }
    return json;
  }

  private static void request(ObjectNode json, Journey journey) {
    ObjectNode request = json.putObject("request");
    EventJson.put(request, "contentEncoding", journey.contentEncoding());
    String kept = journey.headers();
    if (kept != null) {
      try {
        JSON.readTree(kept)
            .properties()
            .forEach(part -> request.set(part.getKey(), part.getValue()));
      } catch (JsonProcessingException e) {
        request.put("unreadable", kept);
      }
    }
  }

  /** The text that these bytes are; empty when they are none. */
  private static Optional<String> text(byte[] bytes, boolean cut) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    // Where the body was cut, the last character may be cut as well.
    CoderResult read = decoder.decode(ByteBuffer.wrap(bytes), text, !cut);
    return read.isError() ? Optional.empty() : Optional.of(text.flip().toString());
  }
}
