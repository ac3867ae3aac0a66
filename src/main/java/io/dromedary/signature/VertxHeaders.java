package io.dromedary.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** The headers of a request to Camel's own Vert.x server. Only touched when that is there. */
final class VertxHeaders {
  private VertxHeaders() {}

  static Map<String, List<String>> of(Message message) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    ((HttpMessage) message)
        .getRequest()
        .headers()
        .forEach(
            (name, value) -> headers.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value));
    return headers;
  }
}
