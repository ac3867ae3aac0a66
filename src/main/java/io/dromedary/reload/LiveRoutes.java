package io.dromedary.reload;

import io.dromedary.callback.CallbackHold;
import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.inbox.ClaimingConsumer;
import io.dromedary.reload.RouteSet.RoutePart;
import io.dromedary.validation.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.processor.SendProcessor;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces routes of the running context, and no others: what comes to them waits meanwhile, in the
 * store or on its connection. If that fails, the old ones are put back. One thread.
 */
final class LiveRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
  private static final String HTTP = "platform-http:";

  /** The ways in that a source Kamelet opens by itself. */
  private static final String OF_NO_ROUTE = "";

  /** A request is answered by then, or its sender has given up; less than it may be held. */
  private static final Duration INSIDE_PATIENCE = Duration.ofSeconds(1);

  private static final int INSIDE_TRIES = 5;
  private static final int STOP_SECONDS = 10;

  private final CamelContext context;
  private final CallbackHttpServer server;
  private final IdleRoutes idleRoutes;
  private Set<String> idle;

  /** What became of it. */
  sealed interface Outcome {
    /** The new set runs. */
    record Replaced() implements Outcome {}

    /** The old set runs as before. */
    record PutBack(List<Finding> findings) implements Outcome {}

    /** The old set could not be put back; what is left of it runs. */
    record Broken(List<Finding> findings, RouteSet left) implements Outcome {}
  }

  /**
   * @param idle ids of routes that are there and did not start
   */
  LiveRoutes(
      CamelContext context, CallbackHttpServer server, IdleRoutes idleRoutes, Set<String> idle) {
    this.context = context;
    this.server = server;
    this.idleRoutes = idleRoutes;
    this.idle = Set.copyOf(idle);
  }

  /** Ids of routes that are there and did not start. */
  Set<String> idle() {
    return idle;
  }

  Outcome replace(RouteSet old, RouteSet now, Difference difference) {
    Set<String> reaching = Calls.reaching(old, difference.routesOut());
    Set<String> paused = paused(difference.routesOut());
    List<Consumer> suspended = new ArrayList<>();
    Set<String> callbacks = callbacks(old, reaching);
    callbacks.addAll(callbacks(now, difference.routesIn()));
    if (useSources(old, difference.routesOut()) || useSources(now, difference.routesIn())) {
      callbacks.add(OF_NO_ROUTE);
    }
    try {
      suspend(reaching, difference.routesOut(), suspended);
      CallbackHold hold = hold(callbacks);
      try {
        Outcome outcome = swap(old, now, difference, paused);
        reaching.removeAll(difference.routesOut());
        renewCalls(reaching);
        return outcome;
      } finally {
        hold.close();
      }
    } finally {
      suspended.forEach(this::resume);
    }
  }

  /**
   * Makes the steps {@code to: direct:} of these routes anew. Camel keeps in each which consumer it
   * calls, and when two threads find at once that this may have changed, one of them goes on with
   * the old.
   */
  private void renewCalls(Set<String> callers) {
    for (String id : callers) {
      Route route = context.getRoute(id);
      for (Service service : route == null ? List.<Service>of() : route.getServices()) {
        if (service instanceof SendProcessor step
            && step.getEndpoint() instanceof DirectEndpoint
            && step.isStarted()) {
          step.stop();
          step.start();
        }
      }
    }
  }

  private Outcome swap(RouteSet old, RouteSet now, Difference difference, Set<String> paused) {
    Set<String> before = idle;
    try {
      takeOut(old, difference.routesOut(), difference.beansOut(), difference);
      putIn(now, difference.routesIn(), difference.beansIn(), difference, paused);
      return new Outcome.Replaced();
    } catch (Exception | LinkageError e) {
      LOG.debug("Replacing routes failed", e);
      List<Finding> findings = findings(now, e);
      idle = before;
      return putBack(old, now, difference, paused, findings);
    }
  }

  private Outcome putBack(
      RouteSet old,
      RouteSet now,
      Difference difference,
      Set<String> paused,
      List<Finding> findings) {
    try {
      takeOut(now, difference.routesIn(), difference.beansIn(), difference);
      // Some of the old ones may still be there.
      takeOut(old, difference.routesOut(), difference.beansOut(), difference);
      putIn(old, difference.routesOut(), difference.beansOut(), difference, paused);
      return new Outcome.PutBack(findings);
    } catch (Exception | LinkageError e) {
      LOG.error(
          "Putting back the routes that ran before failed as well: {}. What is left goes on"
              + " running; correct the route files, or start again",
          Failures.reason(e),
          e);
      List<Finding> all = new ArrayList<>(findings);
      all.addAll(findings(old, e));
      return new Outcome.Broken(all, old.only(boundOf(old), thereOf(old)));
    }
  }

  private static List<Finding> findings(RouteSet set, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused.findings();
    }
    String routeId = Failures.routeId(failure);
    return List.of(
        Finding.error(
            set.placeOf(routeId),
            (routeId == null ? "" : "route " + routeId + " cannot start: ")
                + Failures.reason(failure),
            ""));
  }

  // ---- Quiet first

  /**
   * Has nothing new come to these routes, and waits for what is under way.
   *
   * @param going of these, the ones that go; the others are to be resumed
   * @param resume gets the consumers to resume
   */
  private void suspend(Set<String> ids, Set<String> going, List<Consumer> resume) {
    List<Consumer> consumers = new ArrayList<>();
    for (String id : withChildren(ids)) {
      Route route = context.getRoute(id);
      Consumer consumer = route == null ? null : route.getConsumer();
      if (consumer instanceof ClaimingConsumer<?> claiming && claiming.isStarted()) {
        claiming.stopClaiming();
        consumers.add(claiming);
      }
    }
    Set<String> gone = withChildren(going);
    for (Consumer consumer : consumers) {
      ClaimingConsumer<?> claiming = (ClaimingConsumer<?>) consumer;
      if (!gone.contains(claiming.getRouteId())) {
        resume.add(claiming);
      }
      claiming.suspend();
    }
  }

  private void resume(Consumer consumer) {
    try {
      ((ClaimingConsumer<?>) consumer).resume();
    } catch (RuntimeException e) {
      LOG.error(
          "{} does not go on after its routes were replaced; start again",
          consumer.getEndpoint().getEndpointBaseUri(),
          e);
    }
  }

  private static boolean useSources(RouteSet set, Collection<String> ids) {
    return ids.stream()
        .map(set.routes()::get)
        .anyMatch(route -> route != null && route.route().kamelet());
  }

  private static Set<String> callbacks(RouteSet set, Collection<String> ids) {
    Set<String> callbacks = new LinkedHashSet<>();
    for (String id : ids) {
      RoutePart route = set.routes().get(id);
      if (route != null && route.route().from().startsWith(HTTP)) {
        callbacks.add(id);
      }
    }
    return callbacks;
  }

  /** Has requests wait, when those inside have ended; or, after some tries, even when not. */
  private CallbackHold hold(Set<String> callbacks) {
    for (int i = 1; ; i++) {
      CallbackHold hold = server.hold(callbacks);
      if (hold.awaitEmpty(INSIDE_PATIENCE)) {
        return hold;
      }
      if (i == INSIDE_TRIES) {
        LOG.warn(
            "Requests have been inside routes {} for {} s, and these are replaced all the same",
            callbacks,
            INSIDE_PATIENCE.multipliedBy(INSIDE_TRIES).toSeconds());
        return hold;
      }
      // Those that wait must not wait for one that is slow.
      hold.close();
    }
  }

  /** Those that somebody has stopped by hand. */
  private Set<String> paused(Set<String> ids) {
    Set<String> paused = new HashSet<>();
    for (String id : ids) {
      ServiceStatus status = context.getRouteController().getRouteStatus(id);
      RouteDefinition definition = model().getRouteDefinition(id);
      if (status != null
          && !status.isStarted()
          && definition != null
          && (definition.getAutoStartup() == null || "true".equals(definition.getAutoStartup()))) {
        paused.add(id);
      }
    }
    return paused;
  }

  // ---- Out

  private void takeOut(RouteSet set, Set<String> routes, Set<String> beans, Difference difference)
      throws Exception {
    List<String> ids = new ArrayList<>(routes);
    // What the world calls goes first.
    ids.sort((a, b) -> rank(set, b) - rank(set, a));
    for (String id : ids) {
      remove(id);
    }
    if (difference.all()) {
      removeCommon();
    }
    if (!beans.isEmpty()) {
      forgetEndpoints(beans);
    }
    for (String bean : beans) {
      context.getRegistry().unbind(bean);
      model().getCustomBeans().removeIf(definition -> bean.equals(definition.getName()));
    }
  }

  private static int rank(RouteSet set, String id) {
    RoutePart route = set.routes().get(id);
    return route == null ? 0 : RouteLoader.rank(route.route().from());
  }

  private void remove(String id) throws Exception {
    for (String child : childrenOf(id)) {
      remove(child);
    }
    RouteController controller = context.getRouteController();
    controller.stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
    context.removeRoute(id);
    // A route whose start has failed is in the model only.
    RouteDefinition left = model().getRouteDefinition(id);
    if (left != null) {
      model().removeRouteDefinition(left);
    }
    if (controller.getRouteStatus(id) != null) {
      throw new IllegalStateException(
          "route " + id + " could not be stopped: it is " + controller.getRouteStatus(id));
    }
  }

  private Set<String> withChildren(Set<String> ids) {
    Set<String> all = new LinkedHashSet<>(ids);
    ids.forEach(id -> all.addAll(childrenOf(id)));
    return all;
  }

  /** The routes that Camel made of templates for one that names them. */
  private List<String> childrenOf(String id) {
    List<String> children = new ArrayList<>();
    for (RouteDefinition definition : List.copyOf(model().getRouteDefinitions())) {
      Map<String, Object> parameters = definition.getTemplateParameters();
      if (parameters != null
          && id.equals(parameters.get("parentRouteId"))
          && !id.equals(definition.getRouteId())) {
        children.add(definition.getRouteId());
      }
    }
    return children;
  }

  /** What counts for all routes, and what is made of it. */
  private void removeCommon() throws Exception {
    for (RouteDefinition definition : List.copyOf(model().getRouteDefinitions())) {
      remove(definition.getRouteId());
    }
    for (RouteConfigurationDefinition definition :
        List.copyOf(model().getRouteConfigurationDefinitions())) {
      model().removeRouteConfiguration(definition);
    }
    for (RouteTemplateDefinition definition : List.copyOf(model().getRouteTemplateDefinitions())) {
      model().removeRouteTemplateDefinition(definition);
    }
    model().getRestDefinitions().clear();
  }

  /** An endpoint of the same uri would go on with the bean that it was made with. */
  private void forgetEndpoints(Set<String> beans) throws Exception {
    for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
      for (String bean : beans) {
        if (Pattern.compile("(^|[^\\w.\\-])" + Pattern.quote(bean) + "([^\\w.\\-]|$)")
                .matcher(endpoint.getEndpointUri())
                .find()
            && !isInUse(endpoint)) {
          context.removeEndpoint(endpoint);
        }
      }
    }
  }

  /** Whether a route starts there. */
  private boolean isInUse(Endpoint endpoint) {
    return context.getRoutes().stream().anyMatch(route -> route.getEndpoint() == endpoint);
  }

  // ---- In

  private void putIn(
      RouteSet set,
      Set<String> routes,
      Set<String> beans,
      Difference difference,
      Set<String> paused)
      throws Exception {
    RouteLoader loader = new RouteLoader(context, RouteLoader.Beans.READY);
    loader.bind(set, beans);
    idle = Set.copyOf(idleRoutes.of(context, set.files()));
    List<RouteDefinition> definitions = loader.read(set, routes, difference.all());
    for (RouteDefinition definition : definitions) {
      if (idle.contains(definition.getRouteId()) || paused.contains(definition.getRouteId())) {
        definition.setAutoStartup("false");
      }
    }
    for (RouteDefinition definition : definitions) {
      start(set, definition);
    }
    if (difference.all()) {
      loader.addTemplatedRoutes();
    }
  }

  /** One by one: Camel does not always say which one failed. */
  private void start(RouteSet set, RouteDefinition definition) throws RefusedException {
    try {
      model().addRouteDefinitions(List.of(definition));
      Route route = context.getRoute(definition.getRouteId());
      if (route != null) {
        // One that does not start: its path is known all the same.
        ServiceHelper.initService(route.getConsumer());
      }
    } catch (Exception | LinkageError e) {
      String id = definition.getRouteId();
      throw new RefusedException(
          List.of(
              Finding.error(
                  set.placeOf(id),
                  "route %s cannot start: %s".formatted(id, Failures.reason(e)),
                  "")),
          e);
    }
  }

  private Model model() {
    return context.getCamelContextExtension().getContextPlugin(Model.class);
  }

  private Set<String> boundOf(RouteSet set) {
    Set<String> bound = new TreeSet<>(set.beans().keySet());
    bound.removeIf(name -> context.getRegistry().lookupByName(name) == null);
    return bound;
  }

  private Set<String> thereOf(RouteSet set) {
    Set<String> there = new TreeSet<>(set.routes().keySet());
    there.removeIf(id -> !isStarted(id));
    return there;
  }

  private boolean isStarted(String id) {
    @Nullable ServiceStatus status = context.getRouteController().getRouteStatus(id);
    return status != null && status.isStarted();
  }
}
