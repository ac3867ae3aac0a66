package io.dromedary.inbox;

import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The route that starts at a Kamelet. Camel makes a second route of the Kamelet, which it starts
 * before that one and never stops with it; what it claimed meanwhile would find nobody.
 */
final class UsingRoute {
  /** The parameter by which Camel tells a Kamelet who uses it. */
  private static final String PARENT = "parentRouteId";

  /** For a consumer whose route is no Kamelet: it goes with its own route. */
  static final UsingRoute NONE = new UsingRoute(null, null);

  private final @Nullable CamelContext context;
  private final @Nullable String id;

  private UsingRoute(@Nullable CamelContext context, @Nullable String id) {
    this.context = context;
    this.id = id;
  }

  /**
   * Looks it up.
   *
   * @param routeId of the route that may be that of a Kamelet; null: it is of none
   */
  static UsingRoute of(CamelContext context, @Nullable String routeId) {
    if (routeId == null) {
      return NONE;
    }
    RouteDefinition route =
        context
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(routeId);
    boolean kamelet = route != null && Boolean.TRUE.equals(route.isKamelet());
    return kamelet && route.getTemplateParameters().get(PARENT) instanceof String parent
        ? new UsingRoute(context, parent)
        : new UsingRoute(null, routeId);
  }

  /** The id of the route that people know. */
  @Nullable String id() {
    return id;
  }

  /** Whether callbacks are taken for it: it is started, or suspended and will go on. */
  boolean takes() {
    ServiceStatus status = status();
    return status == null || status.isStarted() || status.isSuspended() || status.isSuspending();
  }

  /** Whether events find it at work. */
  boolean routes() {
    ServiceStatus status = status();
    return status == null || status.isStarted();
  }

  /** Null: it is always there. */
  private @Nullable ServiceStatus status() {
    CamelContext camel = context;
    if (camel == null || id == null) {
      return null;
    }
    ServiceStatus known = camel.getRouteController().getRouteStatus(id);
    return known == null ? ServiceStatus.Stopped : known;
  }
}
