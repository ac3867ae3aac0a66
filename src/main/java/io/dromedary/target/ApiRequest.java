package io.dromedary.target;

import io.dromedary.Api;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadRuntimeException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Makes the path of a request to an API from values that came with an event, which is text from
 * outside: each value has to be an id or a URN of at most 256 characters, and is then written so
 * that it stays one segment of the path whatever is in it.
 *
 * <pre>{@code
 * - name: imodelRequest
 *   type: io.dromedary.target.ApiRequest
 *   properties:
 *     path: "/imodels/{imodelId}"
 * }</pre>
 *
 * <p>{@code {imodelId}} stands for the message header of that name. An event without a value that
 * can be an id is refused for good: it would be refused again. Thread-safe once configured.
 */
@Api
@NullUnmarked // Camel sets the property
public final class ApiRequest implements Processor {
  private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z0-9_-]+)}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:?=~-]{1,256}");
  private static final Pattern DOTS = Pattern.compile("\\.+");

  private String path;

  /** The path below the URL of the API, with {@code {header}} for values. */
  public void setPath(String path) {
    if (!PARAMETER.matcher(path).replaceAll("x").matches("/[A-Za-z0-9._~/-]*")) {
      throw new IllegalArgumentException(
          "path must be a path such as /imodels/{imodelId}, with headers in braces, but is "
              + path);
    }
    this.path = path;
  }

  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    Matcher parameter = PARAMETER.matcher(path);
    StringBuilder filled = new StringBuilder();
    while (parameter.find()) {
      String name = parameter.group(1);
      String value = message.getHeader(name, String.class);
      parameter.appendReplacement(filled, Matcher.quoteReplacement(segment(exchange, name, value)));
    }
    parameter.appendTail(filled);
    message.removeHeader(Exchange.HTTP_URI);
    message.removeHeader(Exchange.HTTP_QUERY);
    message.removeHeader(Exchange.HTTP_RAW_QUERY);
    message.setHeader(Exchange.HTTP_PATH, filled.toString());
  }

  private String segment(Exchange exchange, String name, @Nullable String value) {
    if (value == null || !ID.matcher(value).matches() || DOTS.matcher(value).matches()) {
      throw new InvalidPayloadRuntimeException(
          exchange,
          String.class,
          exchange.getMessage(),
          new IllegalArgumentException(
              "the event has no id for %s: header %s is %s"
                  .formatted(path, name, value == null || value.isBlank() ? "not set" : "no id")));
    }
    StringBuilder segment = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.US_ASCII)) {
      char c = (char) b;
      if (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
        segment.append(c);
      } else {
        segment.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return segment.toString();
  }
}
