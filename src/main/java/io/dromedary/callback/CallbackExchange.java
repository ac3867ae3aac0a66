package io.dromedary.callback;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.util.CollectionHelper;

/**
 * Fills an exchange from a request. Unlike Camel's own consumer: the query gives no headers, since
 * a signature in a query would pass for one in a header; a path parameter replaces a header of its
 * name instead of joining it to a list.
 */
final class CallbackExchange {
  private CallbackExchange() {}

  static Callback fill(
      Exchange exchange,
      HttpServerRequest request,
      byte[] body,
      Map<String, String> pathParameters,
      HeaderFilterStrategy filter) {
    Map<String, List<String>> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Message message = exchange.getIn();
    Map<String, Object> headers = message.getHeaders();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey();
      String value = header.getValue();
      received.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
      if (!isCamels(name) && !filter.applyFilterToExternalHeaders(name, value, exchange)) {
        CollectionHelper.appendEntry(headers, name, value);
      }
    }
    pathParameters.forEach(
        (name, value) -> {
          if (!isCamels(name)) {
            headers.put(name, value);
          }
        });
    headers.put(Exchange.HTTP_METHOD, request.method().name());
    headers.put(Exchange.HTTP_PATH, request.path());
    headers.put(Exchange.HTTP_URI, request.uri());
    headers.put(
        Exchange.HTTP_URL,
        request.scheme() + "://" + request.getHeader(HttpHeaders.HOST) + request.path());
    headers.put(Exchange.HTTP_QUERY, request.query());
    headers.put(Exchange.HTTP_RAW_QUERY, request.query());
    headers.put(VertxPlatformHttpConstants.LOCAL_ADDRESS, request.localAddress());
    headers.put(VertxPlatformHttpConstants.REMOTE_ADDRESS, request.remoteAddress());
    message.setBody(body);
    Callback callback = new Callback(body, received, pathParameters);
    exchange.setPattern(ExchangePattern.InOut);
    exchange.setProperty(ExchangeProperties.CALLBACK, callback);
    return callback;
  }

  /** Headers of Camel's own steer components: none comes from outside. */
  static boolean isCamels(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith("camel") || name.startsWith("org.apache.camel");
  }
}
