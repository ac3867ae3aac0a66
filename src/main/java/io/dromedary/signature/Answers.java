package io.dromedary.signature;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What the sender of a callback hears when its route ends at the signature processor. */
final class Answers {
  /** Providers repeat for days; a minute is time enough to start again or to set a secret. */
  private static final String RETRY_AFTER_SECONDS = "60";

  private Answers() {}

  /** 401, and not a word about why. */
  static void unauthorized(Exchange exchange) {
    end(exchange, 401, "unauthorized\n");
  }

  /** 503: it is not the sender's fault, and the provider sends it again. */
  static void unavailable(Exchange exchange) {
    end(exchange, 503, "");
    exchange.getMessage().setHeader("Retry-After", RETRY_AFTER_SECONDS);
  }

  private static void end(Exchange exchange, int status, String body) {
    Message message = exchange.getMessage();
    // Camel would send every header of the request back in the answer.
    message.getHeaders().clear();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setBody(body);
    exchange.setRouteStop(true);
  }
}
