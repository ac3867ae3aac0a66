package io.dromedary.validation;

import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.inbox.InboxComponent;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Asks {@code inbox:} and {@code delivery:} themselves whether their options go together. */
final class OwnEndpoints {
  private final Map<String, DefaultComponent> components =
      Map.of("inbox", new InboxComponent(), "delivery", new DeliveryComponent());

  OwnEndpoints(CamelContext context) {
    components.values().forEach(component -> component.setCamelContext(context));
  }

  boolean knows(String scheme) {
    return components.containsKey(scheme);
  }

  /**
   * Why a consumer or producer cannot be made; null when it can. Nothing is started.
   *
   * @param uri with all options, their values resolved
   */
  @Nullable String refusal(String uri, boolean consumer) {
    DefaultComponent component = components.get(uri.substring(0, uri.indexOf(':')));
    if (component == null) {
      return null;
    }
    try {
      Endpoint endpoint = component.createEndpoint(uri);
      if (consumer) {
        endpoint.createConsumer(exchange -> {});
      } else {
        endpoint.createProducer();
      }
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    } catch (Exception e) {
      throw new IllegalStateException("making " + uri + " to ask for its options", e);
    }
  }
}
