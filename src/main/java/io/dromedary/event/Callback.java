package io.dromedary.event;

import io.dromedary.Api;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP callback as it was received: the bytes that the signature covers, and the request around
 * them, which it does not cover.
 *
 * <p>Thread-safe as long as nobody writes to {@link #body()}; nobody here does.
 */
@Api
public final class Callback {
  private final byte[] body;
  private final Map<String, List<String>> headers;
  private final Map<String, String> pathParameters;

  /**
   * @param body the request body, byte for byte; not copied
   * @param headers every value of every request header, in the order received; names in any case
   * @param pathParameters what the path template of the callback route took from the path
   */
  public Callback(
      byte[] body, Map<String, List<String>> headers, Map<String, String> pathParameters) {
    this.body = body;
    TreeMap<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    this.headers = byName;
    this.pathParameters = Map.copyOf(pathParameters);
  }

  /** The request body as received; never null, may be empty. */
  public byte[] body() {
    return body;
  }

  /** The names of all headers, as received, in the order of the alphabet. */
  public Set<String> headerNames() {
    return Collections.unmodifiableSet(headers.keySet());
  }

  /** All values of a header, in the order received; empty when it is absent. */
  public List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The first value of a header, or null when it is absent. */
  public @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** What the path of the callback route gave for {@code name}, or null. */
  public @Nullable String pathParameter(String name) {
    return pathParameters.get(name);
  }
}
