package io.dromedary.callback;

import io.dromedary.event.Callback;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer from an exchange whose route has ended well. What came in does not go out again:
 * neither a header (it may be the signature) nor the body, unless the route made them anew. Never
 * 204, which the providers count as a failure, and never 500.
 */
final class RouteAnswer {
  private static final byte[] NONE = {};

  private RouteAnswer() {}

  /**
   * @throws IllegalArgumentException when the route left an answer that HTTP cannot carry
   */
  static Answer of(Exchange exchange, Callback callback, HeaderFilterStrategy filter) {
    Message message = exchange.getMessage();
    int status = status(message.getHeader(Exchange.HTTP_RESPONSE_CODE));
    byte[] body = body(message, callback);
    List<Answer.Header> headers = new ArrayList<>();
    contentType(message, callback, body.length > 0, headers);
    for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
      add(header.getKey(), header.getValue(), exchange, callback, filter, headers);
    }
    return new Answer(status, headers, Buffer.buffer(body));
  }

  private static int status(@Nullable Object code) {
    if (code == null) {
      return 200;
    }
    int status;
    try {
      status = Integer.parseInt(code.toString().trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The route set %s to something that is not a number"
              .formatted(Exchange.HTTP_RESPONSE_CODE),
          e);
    }
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException(
          "The route set %s to %d, which is no final HTTP status"
              .formatted(Exchange.HTTP_RESPONSE_CODE, status));
    }
    return switch (status) {
      case 204 -> 200;
      case 500 -> 503;
      default -> status;
    };
  }

  private static byte[] body(Message message, Callback callback) {
    Object body = message.getBody();
    if (body == null || body == callback.body()) {
      return NONE;
    }
    if (body instanceof byte[] bytes) {
      return bytes;
    }
    if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = message.getBody(byte[].class);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "The route left a body of type %s, which cannot be sent as bytes"
              .formatted(body.getClass().getName()));
    }
    return bytes;
  }

  /** The very object that came in is an echo; an equal one was set by the route. */
  private static void contentType(
      Message message, Callback callback, boolean hasBody, List<Answer.Header> headers) {
    Object type = message.getHeader(Exchange.CONTENT_TYPE);
    if (type != null && !isEcho(type, callback)) {
      headers.add(new Answer.Header("Content-Type", type.toString()));
    } else if (hasBody) {
      headers.add(new Answer.Header("Content-Type", "text/plain; charset=utf-8"));
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very object, see above
  private static boolean isEcho(Object type, Callback callback) {
    for (String came : callback.headers(Exchange.CONTENT_TYPE)) {
      if (came == type) {
        return true;
      }
    }
    return false;
  }

  private static void add(
      String name,
      @Nullable Object value,
      Exchange exchange,
      Callback callback,
      HeaderFilterStrategy filter,
      List<Answer.Header> headers) {
    if (value == null
        || CallbackExchange.isCamels(name)
        || name.equalsIgnoreCase(Exchange.CONTENT_TYPE)
        || name.equalsIgnoreCase(Exchange.CONTENT_LENGTH)) {
      return;
    }
    for (Object one : ObjectHelper.createIterable(value, null)) {
      String text =
          exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, one);
      if (text != null
          && !callback.headers(name).contains(text)
          && !text.equals(callback.pathParameter(name))
          && !filter.applyFilterToCamelHeaders(name, text, exchange)) {
        headers.add(new Answer.Header(name, text));
      }
    }
  }
}
