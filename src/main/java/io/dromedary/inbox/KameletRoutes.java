package io.dromedary.inbox;

import io.dromedary.secret.SecretUser;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.LocalBeanRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the route that Camel made of a Kamelet when the last route that used it is removed. Camel
 * itself leaves it running: its inbox would be taken, its path answered, its pool open, for ever.
 *
 * <p>And lets those beans of a Kamelet be found that have to be told when secrets change: Camel
 * keeps them to the Kamelet.
 */
final class KameletRoutes extends LifecycleStrategySupport {
  private static final Logger LOG = LoggerFactory.getLogger(KameletRoutes.class);
  private static final String SCHEME = "kamelet:";

  private final CamelContext context;

  private KameletRoutes(CamelContext context) {
    this.context = context;
  }

  /** Does so from now on; said again it changes nothing. */
  static void follow(CamelContext context) {
    if (context.getLifecycleStrategies().stream().noneMatch(KameletRoutes.class::isInstance)) {
      context.addLifecycleStrategy(new KameletRoutes(context));
    }
  }

  @Override
  public void onRoutesAdd(Collection<Route> routes) {
    for (Route route : routes) {
      if (route.isCreatedByKamelet()) {
        usersOf(route)
            .forEach((name, user) -> context.getRegistry().bind(shared(route, name), user));
      }
    }
  }

  @Override
  public void onRoutesRemove(Collection<Route> routes) {
    for (Route route : routes) {
      if (route.isCreatedByKamelet()) {
        usersOf(route).keySet().forEach(name -> context.getRegistry().unbind(shared(route, name)));
      }
    }
  }

  private static String shared(Route route, String name) {
    return SCHEME + route.getId() + "-" + name;
  }

  private Map<String, SecretUser> usersOf(Route route) {
    RouteDefinition definition =
        context
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(route.getId());
    Map<String, SecretUser> users = new TreeMap<>();
    if (definition != null
        && definition.getRouteTemplateContext() != null
        && definition.getRouteTemplateContext().getLocalBeanRepository()
            instanceof LocalBeanRegistry local) {
      for (String name : local.keys()) {
        if (local.lookupByName(name) instanceof SecretUser user) {
          users.put(name, user);
        }
      }
    }
    return users;
  }

  @Override
  public void onEndpointRemove(Endpoint endpoint) {
    if (endpoint.getEndpointUri().startsWith(SCHEME) && !context.isStopping()) {
      Using.none(context, endpoint);
    }
  }

  /** Apart, since a context without Kamelets may be one without their component. */
  private static final class Using {
    private Using() {}

    static void none(CamelContext context, Endpoint endpoint) {
      // Its beginning and end have endpoints too, named for what they are.
      if (endpoint instanceof KameletEndpoint kamelet
          && !endpoint.getEndpointUri().matches("kamelet:(//)?(source|sink)(\\?.*)?")) {
        remove(context, kamelet.getRouteId());
      }
    }

    private static void remove(CamelContext context, String id) {
      if (context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(id)
          == null) {
        return;
      }
      try {
        context.getRouteController().stopRoute(id);
        context.removeRoute(id);
      } catch (Exception e) {
        LOG.warn("The route {} of a Kamelet that nobody uses any more cannot be removed", id, e);
      }
    }
  }
}
