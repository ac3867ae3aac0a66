package io.dromedary.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.store.Settlement.NewDelivery;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/**
 * What travels with a delivery: the body and the headers of the exchange at the step that names the
 * target. Properties and variables do not travel.
 */
final class Snapshot {
  static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final ObjectMapper HEADERS = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> HEADER_MAP = new TypeReference<>() {};

  private Snapshot() {}

  /**
   * Takes the snapshot.
   *
   * @param signed the signed bytes: while the body is still these, it is referred to
   * @param json makes bytes of maps, lists and JSON nodes
   * @throws IllegalStateException when the body cannot become bytes, or the headers are too much
   */
  static NewDelivery of(String target, Exchange exchange, byte[] signed, DataFormat json) {
    Message message = exchange.getMessage();
    Object body = message.getBody();
    return new NewDelivery(
        target,
        ExchangeHelper.getRouteId(exchange),
        body == signed ? null : unlessSigned(bytes(target, exchange, body, json), signed),
        headers(target, message.getHeaders()));
  }

  /** A copy of the signed bytes is as good as they are. */
  private static byte @Nullable [] unlessSigned(byte[] bytes, byte[] signed) {
    return Arrays.equals(bytes, signed) ? null : bytes;
  }

  private static byte[] bytes(
      String target, Exchange exchange, @Nullable Object body, DataFormat json) {
    try {
      if (body instanceof byte[] bytes) {
        // What the route writes into them afterwards is not part of the snapshot.
        return bytes.clone();
      }
      if (body instanceof Map || body instanceof Collection || body instanceof JsonNode) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.marshal(exchange, body, out);
        return out.toByteArray();
      }
      return exchange.getMessage().getMandatoryBody(byte[].class);
    } catch (Exception e) {
      IllegalStateException refusal =
          new IllegalStateException(
              "delivery:"
                  + target
                  + " was reached with "
                  + (body == null ? "no body" : "a body of type " + body.getClass().getName())
                  + ", which cannot become bytes ("
                  + e.getMessage()
                  + "); set text, bytes, a map or a list before it");
      // Not its cause: of causes the innermost is told, and this sentence says more.
      refusal.addSuppressed(e);
      throw refusal;
    }
  }

  private static @Nullable String headers(String target, Map<String, Object> headers) {
    Map<String, Object> travelling = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          if (travels(name, value)) {
            travelling.put(name, stored(value));
          }
        });
    if (travelling.isEmpty()) {
      return null;
    }
    String json = write(travelling);
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_HEADER_BYTES) {
      throw new IllegalStateException(
          "delivery:"
              + target
              + " was reached with "
              + bytes
              + " bytes of headers; at most "
              + MAX_HEADER_BYTES
              + " travel with a delivery, so remove some of "
              + travelling.keySet());
    }
    return json;
  }

  private static boolean travels(String name, @Nullable Object value) {
    return !name.toLowerCase(Locale.ROOT).startsWith("camel")
        && (value instanceof String || value instanceof Number || value instanceof Boolean);
  }

  /** JSON knows text, truth and one kind of number; any other number takes its type along. */
  private static Object stored(Object value) {
    return value instanceof Number
            && !(value instanceof Integer)
            && !(value instanceof Double number && Double.isFinite(number))
        ? Map.of(value.getClass().getSimpleName(), value.toString())
        : value;
  }

  private static Object restored(Object stored) {
    if (!(stored instanceof Map<?, ?> typed)) {
      return stored;
    }
    Map.Entry<?, ?> only = typed.entrySet().iterator().next();
    String text = String.valueOf(only.getValue());
    return switch (String.valueOf(only.getKey())) {
      case "Long" -> Long.valueOf(text);
      case "Short" -> Short.valueOf(text);
      case "Byte" -> Byte.valueOf(text);
      case "Float" -> Float.valueOf(text);
      case "Double" -> Double.valueOf(text);
      case "BigInteger" -> new BigInteger(text);
      default -> new BigDecimal(text);
    };
  }

  private static String write(Map<String, Object> headers) {
    try {
      return HEADERS.writeValueAsString(headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing headers as JSON: " + e.getMessage(), e);
    }
  }

  /** The headers of a snapshot, as they were. */
  static Map<String, Object> readHeaders(@Nullable String stored) {
    if (stored == null) {
      return Map.of();
    }
    try {
      Map<String, Object> headers = HEADERS.readValue(stored, HEADER_MAP);
      headers.replaceAll((name, value) -> restored(value));
      return headers;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("reading the stored headers: " + e.getOriginalMessage(), e);
    }
  }
}
