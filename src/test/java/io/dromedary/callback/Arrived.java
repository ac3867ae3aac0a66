package io.dromedary.callback;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What a step saw of a request. */
record Arrived(
    Object body, Map<String, Object> headers, Callback callback, Object executor, String thread) {
  static Arrived of(Exchange exchange) {
    Message message = exchange.getMessage();
    return new Arrived(
        message.getBody(),
        Map.copyOf(withoutNulls(message)),
        exchange.getProperty(ExchangeProperties.CALLBACK, Callback.class),
        exchange.getProperty(ExchangeProperties.CALLBACK_EXECUTOR),
        Thread.currentThread().getName());
  }

  byte[] bytes() {
    return (byte[]) body;
  }

  private static Map<String, Object> withoutNulls(Message message) {
    Map<String, Object> headers = new java.util.HashMap<>(message.getHeaders());
    headers.values().removeIf(java.util.Objects::isNull);
    return headers;
  }
}
