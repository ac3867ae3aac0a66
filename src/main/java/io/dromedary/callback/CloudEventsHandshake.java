package io.dromedary.callback;

import io.dromedary.Api;
import io.dromedary.event.Callback;
import io.dromedary.event.NonBlocking;
import io.dromedary.signature.Callbacks;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a sender that asks, before its first callback, whether it may send: the {@code OPTIONS}
 * request of CloudEvents "HTTP 1.1 Web Hooks" (docs/contracts.md, section C3). Consent is given to
 * the origins that the route file lists, and to no others; it says nothing about who sends a
 * callback later, which is what signatures are for.
 *
 * <pre>{@code
 * - beans:
 *     - name: consent
 *       type: io.dromedary.callback.CloudEventsHandshake
 *       properties:
 *         allowedOrigins: "*.bentley.com"
 * }</pre>
 *
 * <p>It stores nothing, and calls nobody: the URL by which a sender offers to be told later ({@code
 * WebHook-Request-Callback}) comes from outside and unsigned, so it is shown in the log for a
 * person to look at, and only when its host belongs to the origin. Properties are set before the
 * first use; from then on it is thread-safe.
 */
@Api
public final class CloudEventsHandshake implements Processor, NonBlocking, Service {
  private static final Logger LOG = LoggerFactory.getLogger(CloudEventsHandshake.class);
  private static final String REQUEST_ORIGIN = "WebHook-Request-Origin";

  // Of its own each, so that one that asks again and again does not hide another.
  private final RateLimit given = RateLimit.everyTenSeconds();
  private final RateLimit refused = RateLimit.everyTenSeconds();
  private Origins allowedOrigins = Origins.NONE;
  private String allowedRate = "*";

  /**
   * Who may send: DNS names, separated by commas; {@code *.example.com} is every name below
   * example.com.
   *
   * @throws IllegalArgumentException when one is no DNS name, or there is none
   */
  public void setAllowedOrigins(String allowedOrigins) {
    this.allowedOrigins = Origins.of(allowedOrigins);
  }

  /**
   * How many callbacks a minute, or {@code *}, the default, for any number.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public void setAllowedRate(String allowedRate) {
    if (!allowedRate.matches("\\*|[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "allowedRate must be a number of callbacks a minute, or *, not " + allowedRate);
    }
    this.allowedRate = allowedRate;
  }

  /** Camel calls it before the route starts. */
  @Override
  public void start() {
    if (allowedOrigins.names().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot answer senders that ask for consent: allowedOrigins is not set; name those that"
              + " may send, such as hooks.example.com");
    }
  }

  /** Nothing: another route may use the same processor. */
  @Override
  public void stop() {}

  @Override
  public void process(Exchange exchange) {
    Callback request = request(exchange);
    String origin = Origins.name(one(request.headers(REQUEST_ORIGIN)));
    if (origin == null) {
      answer(exchange, 400, REQUEST_ORIGIN + " must be one DNS name\n");
    } else if (allowedOrigins.contain(origin)) {
      answer(exchange, 200, "consent given\n");
      exchange.getMessage().setHeader("WebHook-Allowed-Origin", origin);
      exchange.getMessage().setHeader("WebHook-Allowed-Rate", allowedRate);
      log(exchange, given, "gave consent to {}", origin);
    } else {
      answer(exchange, 403, "no consent\n");
      String offered = one(request.headers("WebHook-Request-Callback"));
      log(
          exchange,
          refused,
          "gave no consent to {}: it is not among allowedOrigins. If this is your provider, add it"
              + " there and let it ask again"
              + offer(offered, origin),
          origin);
    }
  }

  private static Callback request(Exchange exchange) {
    try {
      return Callbacks.from(exchange);
    } catch (Exception unreadable) {
      throw RuntimeCamelException.wrapRuntimeCamelException(unreadable);
    }
  }

  private static @Nullable String one(List<String> values) {
    return values.size() == 1 ? values.get(0).strip() : null;
  }

  private static void answer(Exchange exchange, int status, String text) {
    Message message = exchange.getMessage();
    message.getHeaders().clear();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader("Allow", "POST");
    message.setBody(text);
  }

  private static String offer(@Nullable String url, String origin) {
    return url == null
        ? ""
        : Origins.belongs(url, origin)
            ? "; or, when you know that address to be its own, open " + url
            : "; the address that it wants to be told at is not its own, and is left out here";
  }

  private static void log(Exchange exchange, RateLimit lines, String what, String origin) {
    long heldBack = lines.permit();
    if (heldBack >= 0) {
      LOG.info(
          "Route {}, asked whether a sender may send, "
              + what
              + " ({} more since the last such line)",
          exchange.getFromRouteId(),
          origin,
          heldBack);
    }
  }
}
