package io.dromedary.delivery;

import io.dromedary.inbox.HandledFailures;
import io.dromedary.inbox.InboxEndpoint;
import io.dromedary.inbox.Recipients;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Adds a target to the recipients of the run. Nothing is written before the run is settled. */
final class DeliveryProducer extends DefaultProducer {
  private final DeliveryEndpoint endpoint;
  private final String target;

  DeliveryProducer(DeliveryEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    this.target = endpoint.getTarget();
  }

  @Override
  public void process(Exchange exchange) {
    Recipients recipients = exchange.getProperty(Recipients.PROPERTY, Recipients.class);
    String refusal = refusal(exchange, recipients);
    if (recipients == null || refusal != null) {
      throw new IllegalStateException("delivery:" + target + " " + refusal);
    }
    DeliveryComponent component = endpoint.getComponent();
    switch (component.stateOf(target)) {
      case OFF -> {}
      case UNKNOWN ->
          throw new IllegalStateException(
              "delivery:"
                  + target
                  + " is not the name of a target: no route starts there. Known targets: "
                  + component.targets());
      case ON ->
          recipients.add(Snapshot.of(target, exchange, recipients.signed(), component.json()));
    }
  }

  /** A Kamelet goes on in the route that uses it with a copy that it waits for. */
  private static boolean comesFromInbox(@Nullable Endpoint from) {
    return from instanceof InboxEndpoint
        || (from != null && from.getEndpointUri().startsWith("kamelet:"));
  }

  private static @Nullable String refusal(Exchange exchange, @Nullable Recipients recipients) {
    if (recipients == null || !comesFromInbox(exchange.getFromEndpoint())) {
      return "was reached by an exchange that does not come from an inbox; only a route that starts"
          + " at inbox:<source>, and what it calls by direct:, can deliver";
    }
    if (Boolean.TRUE.equals(exchange.getProperty(HandledFailures.DETACHED))) {
      return "was reached behind a wireTap, whose copy nobody waits for; name the target in the"
          + " route itself";
    }
    if (exchange.getProperty(ExchangePropertyKey.AGGREGATED_COMPLETED_BY) != null) {
      return "was reached behind an aggregate, which makes one exchange of several events; name the"
          + " target in front of it";
    }
    if (Boolean.TRUE.equals(exchange.getProperty(ExchangePropertyKey.ON_COMPLETION))) {
      return "was reached in an onCompletion, when the event is settled already; name the target in"
          + " the route itself";
    }
    return null;
  }
}
