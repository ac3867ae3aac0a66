package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads which subscription a body says it belongs to, without building a tree of the body. */
final class SubscriptionId {
  private static final JsonFactory JSON = new JsonFactory();

  private SubscriptionId() {}

  /**
   * Null when the body does not say, or is not JSON, or says two things: a key given twice is read
   * one way here and perhaps the other way by whoever reads the body next.
   */
  static @Nullable String in(byte[] body, JsonPointer pointer) {
    try (JsonParser matches =
        new FilteringParserDelegate(
            JSON.createParser(body),
            new JsonPointerBasedFilter(pointer),
            Inclusion.ONLY_INCLUDE_ALL,
            true)) {
      String id = null;
      for (JsonToken match = matches.nextToken(); match != null; match = matches.nextToken()) {
        if (match != JsonToken.VALUE_STRING && match != JsonToken.VALUE_NUMBER_INT) {
          return null;
        }
        if (id != null && !id.equals(matches.getText())) {
          return null;
        }
        id = matches.getText();
      }
      return id;
    } catch (IOException notJson) {
      return null;
    }
  }
}
