package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads which subscription a body says it belongs to, without building a tree of the body. */
final class SubscriptionId {
  private static final JsonFactory JSON = new JsonFactory();

  private SubscriptionId() {}

  /**
   * What the first of the places says that is in the body. Null when none is, or the body is not
   * JSON, or that place says two things: a key given twice is read one way here and perhaps the
   * other way by whoever reads the body next. For the same reason a place that is there, and says
   * nothing, is not passed over.
   */
  static @Nullable String in(byte[] body, List<JsonPointer> places) {
    for (JsonPointer place : places) {
      List<String> said = said(body, place);
      if (said == null || said.size() > 1) {
        return null;
      }
      if (said.size() == 1) {
        return said.get(0);
      }
    }
    return null;
  }

  /** The different values there; null when one is no text or number, or the body is not JSON. */
  private static @Nullable List<String> said(byte[] body, JsonPointer pointer) {
    try (JsonParser matches =
        new FilteringParserDelegate(
            JSON.createParser(body),
            new JsonPointerBasedFilter(pointer),
            Inclusion.ONLY_INCLUDE_ALL,
            true)) {
      List<String> values = new ArrayList<>(1);
      for (JsonToken match = matches.nextToken(); match != null; match = matches.nextToken()) {
        if (match != JsonToken.VALUE_STRING && match != JsonToken.VALUE_NUMBER_INT) {
          return null;
        }
        if (!values.contains(matches.getText())) {
          values.add(matches.getText());
        }
      }
      return values;
    } catch (IOException notJson) {
      return null;
    }
  }
}
