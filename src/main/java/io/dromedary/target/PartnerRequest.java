package io.dromedary.target;

import io.dromedary.Api;
import io.dromedary.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns a delivery into an HTTP request: the body as bytes, {@code Idempotency-Key: <source>:<event
 * id>} by which the receiver drops repeats, and what is known of the event in headers {@code
 * Dromedary-...}. What is not known is left out.
 *
 * <p>A character that a header cannot carry is written as in a URL ({@code %C3%A9}, and {@code %25}
 * for the percent sign itself), so that no two event ids become one key. Thread-safe.
 */
@Api
public final class PartnerRequest implements Processor {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Dromedary-Source", EventHeaders.SOURCE,
          "Dromedary-Event-Id", EventHeaders.EVENT_ID,
          "Dromedary-Event-Type", EventHeaders.EVENT_TYPE,
          "Dromedary-System", EventHeaders.SYSTEM,
          "Dromedary-Domain", EventHeaders.DOMAIN,
          "Dromedary-Subscription", EventHeaders.SUBSCRIPTION,
          "Dromedary-Enqueued-At", EventHeaders.ENQUEUED_AT,
          "Dromedary-Received-At", EventHeaders.RECEIVED_AT);

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    message.setBody(message.getMandatoryBody(byte[].class));
    message.setHeader("Idempotency-Key", visibleAscii(EventKey.of(message)));
    HEADERS.forEach(
        (name, header) -> {
          String value = message.getHeader(header, String.class);
          if (value == null) {
            message.removeHeader(name);
          } else {
            message.setHeader(name, visibleAscii(value));
          }
        });
    String contentType = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    if (contentType == null) {
      message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    }
  }

  static String visibleAscii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '%') {
        ascii.append((char) b);
      } else {
        ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return ascii.toString();
  }
}
