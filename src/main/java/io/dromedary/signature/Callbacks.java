package io.dromedary.signature;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Finds the callback that an exchange carries. */
public final class Callbacks {
  /** Named, since an application may take its requests otherwise and lack the class. */
  private static final String VERTX_MESSAGE =
      "org.apache.camel.component.platform.http.vertx.HttpMessage";

  private Callbacks() {}

  /**
   * The callback: the one in {@link ExchangeProperties#CALLBACK}; else made from the HTTP request,
   * or failing that from Camel's headers without those that a query parameter may have made. Leaves
   * it in the property and its bytes on the message, because a body may be read only once.
   *
   * @throws InvalidPayloadException when the body cannot be read as bytes
   */
  public static Callback from(Exchange exchange) throws InvalidPayloadException {
    Callback callback = exchange.getProperty(ExchangeProperties.CALLBACK, Callback.class);
    if (callback == null) {
      Message message = exchange.getMessage();
      callback = new Callback(bytes(message), headers(message), Map.of());
      exchange.setProperty(ExchangeProperties.CALLBACK, callback);
    }
    exchange.getMessage().setBody(callback.body());
    return callback;
  }

  private static byte[] bytes(Message message) throws InvalidPayloadException {
    Object body = message.getBody();
    if (body instanceof Map || (body == null && isForm(message))) {
      throw new ParsedFormException(message);
    }
    if (body == null) {
      return new byte[0];
    }
    return message.getMandatoryBody(byte[].class);
  }

  /** Servers of others parse these, and leave the fields only. */
  private static boolean isForm(Message message) {
    String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    return type != null
        && (type.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33)
            || type.regionMatches(true, 0, "multipart/form-data", 0, 19));
  }

  private static Map<String, List<String>> headers(Message message) {
    if (message.getClass().getName().equals(VERTX_MESSAGE)) {
      return VertxHeaders.of(message);
    }
    Set<String> queried = queryParameters(message.getHeader(Exchange.HTTP_QUERY, String.class));
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (value != null && !queried.contains(name)) {
                headers.put(name, texts(message, value));
              }
            });
    return headers;
  }

  private static Set<String> queryParameters(@Nullable String query) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      String name = parameter.split("=", 2)[0];
      names.add(decoded(name));
    }
    return names;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return name;
    }
  }

  private static List<String> texts(Message message, Object value) {
    Collection<?> values = value instanceof Collection<?> several ? several : List.of(value);
    List<String> texts = new ArrayList<>(values.size());
    for (Object each : values) {
      String text =
          message
              .getExchange()
              .getContext()
              .getTypeConverter()
              .tryConvertTo(String.class, message.getExchange(), each);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }
}
