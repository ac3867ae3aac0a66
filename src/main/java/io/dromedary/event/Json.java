package io.dromedary.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** How strictly bodies are read as JSON. */
final class Json {
  /** Also the depth at which a route's own unmarshalling gives up. */
  static final int MAX_DEPTH = 1000;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(1000)
                  .maxNameLength(50_000)
                  .build())
          // Names come from outside: interning them would fill a table that is never emptied.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}

  static JsonParser parser(byte[] json, int from, int length) throws IOException {
    return FACTORY.createParser(json, from, length);
  }

  /** Moves past the value at which {@code parser} stands, and to its very end. */
  static void skip(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT
        || parser.currentToken() == JsonToken.START_ARRAY) {
      parser.skipChildren();
    } else {
      parser.finishToken();
    }
  }

  static UnreadableException unreadable(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return new UnreadableException(
          "the body is beyond what is read: nested deeper than "
              + MAX_DEPTH
              + " levels, or a number, key or text of extreme length");
    }
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      return new UnreadableException(
          "the body is not JSON: not valid at byte " + json.getLocation().getByteOffset());
    }
    return new UnreadableException("the body is not JSON");
  }
}
