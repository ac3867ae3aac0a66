package io.dromedary.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request besides its body, so that the event can be shown, and be read once more
 * by other rules: a few headers that tell how the body was sent, and those headers and path
 * parameters that the envelope is read from. Never what a request is authenticated by.
 *
 * <p>As JSON, for example {@code {"route":"aps-callback","headers":{"Content-Type":
 * ["application/json"]},"path":{"event":"dm.version.added"}}}. Immutable, thread-safe.
 */
final class KeptRequest {
  /** Headers beyond this many characters in all are left out. */
  static final int MAX_CHARACTERS = 8 * 1024;

  private static final List<String> ALWAYS =
      List.of("Content-Type", "Content-Encoding", "User-Agent");
  private static final List<String> SECRET =
      List.of("signature", "authorization", "cookie", "token", "secret", "password", "api-key");
  // Half a surrogate pair is no text to a database; escaped, it is.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> headers;
  private final List<String> pathParameters;

  KeptRequest(Set<String> headers, Set<String> pathParameters) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(ALWAYS);
    names.addAll(headers);
    names.removeIf(KeptRequest::isSecret);
    this.headers = List.copyOf(names);
    this.pathParameters = List.copyOf(pathParameters);
  }

  private static boolean isSecret(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return SECRET.stream().anyMatch(name::contains);
  }

  /**
   * As it is kept; null when there is nothing to keep.
   *
   * @param route the id of the route that took it; null when not known
   */
  @Nullable String of(Callback callback, @Nullable String route) {
    StringWriter json = new StringWriter(128);
    int left = MAX_CHARACTERS;
    try (JsonGenerator out = FACTORY.createGenerator(json)) {
      boolean empty = true;
      out.writeStartObject();
      if (route != null) {
        out.writeStringField("route", route);
      }
      for (String name : headers) {
        List<String> values = callback.headers(name);
        int size = size(name, values);
        if (values.isEmpty() || size > left) {
          continue;
        }
        if (empty) {
          out.writeObjectFieldStart("headers");
          empty = false;
        }
        left -= size;
        out.writeArrayFieldStart(name);
        for (String value : values) {
          out.writeString(value);
        }
        out.writeEndArray();
      }
      if (!empty) {
        out.writeEndObject();
      }
      empty &= !writePath(out, callback, left);
      out.writeEndObject();
      if (empty && route == null) {
        return null;
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing the headers of a request as JSON", e);
    }
    return json.toString();
  }

  private boolean writePath(JsonGenerator out, Callback callback, int left) throws IOException {
    boolean any = false;
    for (String name : pathParameters) {
      String value = callback.pathParameter(name);
      if (value != null && name.length() + value.length() <= left) {
        if (!any) {
          out.writeObjectFieldStart("path");
          any = true;
        }
        out.writeStringField(name, value);
      }
    }
    if (any) {
      out.writeEndObject();
    }
    return any;
  }

  private static int size(String name, List<String> values) {
    int size = name.length();
    for (String value : values) {
      size += value.length();
    }
    return size;
  }

  /**
   * The callback as far as it is kept.
   *
   * @param kept as {@link #of} gave it
   * @param contentEncoding of the body; for a request of which nothing else was kept
   */
  static Callback callback(byte[] body, @Nullable String kept, @Nullable String contentEncoding) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, String> path = new TreeMap<>();
    if (contentEncoding != null) {
      headers.put("Content-Encoding", List.of(contentEncoding));
    }
    if (kept != null) {
      JsonNode json = read(kept);
      json.path("headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), texts(header.getValue())));
      json.path("path")
          .properties()
          .forEach(value -> path.put(value.getKey(), value.getValue().asText()));
    }
    return new Callback(body, headers, path);
  }

  static @Nullable String route(@Nullable String kept) {
    return kept == null ? null : read(kept).path("route").textValue();
  }

  private static JsonNode read(String kept) {
    try {
      return JSON.readTree(kept);
    } catch (IOException e) {
      throw new IllegalStateException(
          "reading the kept headers of a request: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}
