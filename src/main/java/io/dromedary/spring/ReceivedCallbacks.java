package io.dromedary.spring;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands what {@link CallbackFilter} received to the exchange of the request, where the signature
 * processor looks first.
 */
final class ReceivedCallbacks implements RoutePolicyFactory {
  /** The header in which Camel's binding for servlets leaves the request. */
  private static final String REQUEST = "CamelHttpServletRequest";

  private static final RoutePolicy POLICY = new Policy();

  @Override
  public @Nullable RoutePolicy createRoutePolicy(
      CamelContext camelContext, String routeId, NamedNode route) {
    return route instanceof NamedRoute named && comesFromHttp(named.getEndpointUrl())
        ? POLICY
        : null;
  }

  private static boolean comesFromHttp(@Nullable String uri) {
    return uri != null && (uri.startsWith("platform-http:") || uri.startsWith("rest:"));
  }

  private static final class Policy extends RoutePolicySupport {
    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
      if (exchange.getMessage().getHeader(REQUEST) instanceof HttpServletRequest request
          && request.getAttribute(CallbackFilter.RECEIVED) instanceof Callback callback) {
        exchange.setProperty(ExchangeProperties.CALLBACK, callback);
      }
    }
  }
}
