package io.dromedary.callback;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path of a callback route, for example {@code /callbacks/aps/{system}/{event}}. Repeated and
 * trailing slashes make no difference: an address typed with one slash too many at the provider
 * must not lose events.
 */
record PathTemplate(List<String> segments, boolean prefix) {

  /**
   * @param prefix whether longer paths match too
   */
  static PathTemplate of(String path, boolean prefix) {
    boolean star = path.endsWith("*");
    return new PathTemplate(
        rawSegments(star ? path.substring(0, path.length() - 1) : path), prefix || star);
  }

  /**
   * The decoded segments of the path of a request.
   *
   * @throws IllegalArgumentException when an escape is malformed
   */
  static List<String> segmentsOf(String path) {
    List<String> segments = rawSegments(path);
    if (path.indexOf('%') >= 0) {
      // URLDecoder reads forms, where a plus is a space; in a path it is a plus.
      segments.replaceAll(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return segments;
  }

  /** What the parameters of the template stand for in the path, or null when it does not match. */
  @Nullable Map<String, String> match(List<String> path) {
    if (path.size() < segments.size() || (path.size() > segments.size() && !prefix)) {
      return null;
    }
    Map<String, String> parameters = Map.of();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (isParameter(segment)) {
        if (parameters.isEmpty()) {
          parameters = new HashMap<>();
        }
        parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return null;
      }
    }
    return parameters;
  }

  /** Templates with more literal text come first: {@code /a/b} before {@code /a/{x}}. */
  int literals() {
    int count = 0;
    for (String segment : segments) {
      if (!isParameter(segment)) {
        count++;
      }
    }
    return count;
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static List<String> rawSegments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    while (start < path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      if (end > start) {
        segments.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return segments;
  }

  @Override
  public String toString() {
    return "/" + String.join("/", segments) + (prefix ? "*" : "");
  }
}
