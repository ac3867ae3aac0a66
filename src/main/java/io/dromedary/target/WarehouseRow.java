package io.dromedary.target;

import io.dromedary.Api;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Makes the values of a row that every database takes, whatever the callback held: leaves the body
 * as text in header {@code payload} and takes NUL, which PostgreSQL refuses, out of the text
 * headers.
 *
 * <p>A body that is not text (invalid UTF-8, or NUL in it) becomes a data URL ({@code
 * data:application/octet-stream;base64,...}), so that nothing is lost and no row fails; JSON never
 * starts like that. Thread-safe.
 */
@Api
public final class WarehouseRow implements Processor {
  /** The header that holds the body as text. */
  public static final String PAYLOAD = "payload";

  private static final String BINARY = "data:application/octet-stream;base64,";
  private static final String NUL = "\0";
  private static final String REPLACEMENT = "\uFFFD";

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
      if (header.getValue() instanceof String text && text.contains(NUL)) {
        header.setValue(text.replace(NUL, REPLACEMENT));
      }
    }
    message.setHeader(PAYLOAD, text(message.getMandatoryBody(byte[].class)));
  }

  static String text(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (!text.contains(NUL)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // not text: kept below
    }
    return BINARY + Base64.getEncoder().encodeToString(body);
  }
}
