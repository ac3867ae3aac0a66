package io.dromedary.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Camel's build writes as JSON into the form that Camel's catalogue takes. Camel's own
 * reader takes longer, and so does to load the one that binds; this is done at each start.
 */
final class JsonReader {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonReader() {}

  /**
   * An object.
   *
   * @param resource for the message when it is none
   * @param leftOut keys of the object itself whose values are not wanted
   */
  static JsonObject read(String resource, String json, Set<String> leftOut) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return object(parser, leftOut);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource, e);
    }
  }

  private static JsonObject object(JsonParser parser, Set<String> leftOut) throws IOException {
    JsonObject object = new JsonObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      if (leftOut.contains(key)) {
        parser.skipChildren();
      } else {
        object.put(key, value(parser, token));
      }
    }
    return object;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser, Set.of());
      case START_ARRAY -> {
        JsonArray array = new JsonArray();
        for (JsonToken item = parser.nextToken();
            item != JsonToken.END_ARRAY;
            item = parser.nextToken()) {
          array.add(value(parser, item));
        }
        yield array;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }
}
