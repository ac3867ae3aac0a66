package io.dromedary.callback;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.event.NonBlocking;
import io.vertx.core.Context;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.model.Model;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beginning of one callback route: gives it the exchange of a request, without holding a thread
 * while the route waits for its commit, and reads the answer when it has ended.
 */
final class CallbackConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackConsumer.class);

  /** Above this, even steps that never wait take too long for an event loop. */
  private static final int MAX_BODY_ON_EVENT_LOOP = 64 * 1024;

  private final CallbackHttpServer server;
  private final PathTemplate path;
  private final Set<String> methods;
  private final HeaderFilterStrategy filter;
  private final RateLimit failures = RateLimit.everyTenSeconds();
  private final Door door = new Door();
  private volatile String routeId = "";
  private RouteThread thread = RouteThread.WORKER;

  CallbackConsumer(PlatformHttpEndpoint endpoint, Processor processor, CallbackHttpServer server) {
    super(endpoint, processor);
    if (endpoint.isHttpProxy() || endpoint.isUseStreaming()) {
      throw new IllegalArgumentException(
          "Cannot serve %s: the server for callbacks is no proxy and does not stream, because a signature covers the whole body"
              .formatted(endpoint));
    }
    this.server = server;
    this.path = PathTemplate.of(endpoint.getPath(), endpoint.isMatchOnUriPrefix());
    this.methods =
        Method.parseList(endpoint.getHttpMethodRestrict()).stream()
            .map(Method::name)
            .collect(Collectors.toUnmodifiableSet());
    this.filter = endpoint.getHeaderFilterStrategy();
  }

  @Override
  public PlatformHttpEndpoint getEndpoint() {
    return (PlatformHttpEndpoint) super.getEndpoint();
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    server.paths().know(path, methods);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    for (Route route : getEndpoint().getCamelContext().getRoutes()) {
      if (route.getEndpoint() == getEndpoint()) {
        routeId = route.getRouteId();
      }
    }
    if (getProcessor() instanceof RouteIdAware aware && aware.getRouteId() != null) {
      // It is no route's consumer, and works for one.
      routeId = aware.getRouteId();
    }
    thread = thread();
    LOG.debug("Route {} answers {} {} on {}", routeId, methods, path, thread);
    door.open();
    server.holdIfAsked(this);
    server.paths().open(path, methods, this);
  }

  private RouteThread thread() {
    // Of no route: the processor is all there is. That of a route is Camel's.
    if (getProcessor() instanceof NonBlocking) {
      return RouteThread.EVENT_LOOP;
    }
    return RouteThread.of(
        getEndpoint()
            .getCamelContext()
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(routeId),
        getEndpoint().getCamelContext());
  }

  @Override
  protected void doStop() throws Exception {
    if (door.isHeld()) {
      // Its path goes on to lead here, so that requests wait for the route that comes after it.
      server.paths().leave(path, methods, this);
    } else {
      server.paths().close(path, methods, this);
    }
    door.shut();
    super.doStop();
  }

  String routeId() {
    return routeId;
  }

  Door door() {
    return door;
  }

  /** Requests need not wait any more. */
  void released() {
    if (!isStarted()) {
      server.paths().close(path, methods, this);
    }
    door.letGo();
  }

  /** Whether it takes requests, if only to let them wait. */
  boolean takesRequests() {
    return !isSuspended() || door.isHeld();
  }

  /**
   * Runs the route for a request that is inside its {@link #door}.
   *
   * @param answered is given the answer exactly once, on any thread
   */
  void process(
      CallbackRequest request,
      byte[] body,
      Map<String, String> pathParameters,
      Consumer<Answer> answered) {
    Context context = request.context();
    Executor worker =
        task ->
            context.executeBlocking(
                () -> {
                  task.run();
                  return null;
                },
                false);
    boolean here = thread == RouteThread.EVENT_LOOP && body.length <= MAX_BODY_ON_EVENT_LOOP;
    Executor executor = here ? task -> context.runOnContext(v -> task.run()) : worker;
    Consumer<Answer> leaving =
        answer -> {
          door.leave();
          answered.accept(answer);
        };
    Runnable run = () -> run(request, body, pathParameters, executor, leaving);
    if (here) {
      run.run();
    } else {
      worker.execute(run);
    }
  }

  private void run(
      CallbackRequest request,
      byte[] body,
      Map<String, String> pathParameters,
      Executor executor,
      Consumer<Answer> answered) {
    Exchange exchange = createExchange(false);
    AtomicBoolean ended = new AtomicBoolean();
    try {
      exchange.getExchangeExtension().setFromRouteId(routeId);
      exchange.setProperty(ExchangeProperties.CALLBACK_EXECUTOR, executor);
      Callback callback =
          CallbackExchange.fill(exchange, request.http(), body, pathParameters, filter);
      createUoW(exchange);
      getAsyncProcessor()
          .process(
              exchange,
              doneSync -> {
                if (ended.compareAndSet(false, true)) {
                  answered.accept(end(exchange, callback));
                }
              });
    } catch (Exception e) {
      if (ended.compareAndSet(false, true)) {
        answered.accept(failed(e));
      }
    }
  }

  /**
   * The answer is read before the unit of work is done: that may delete what the body is kept in.
   */
  private Answer end(Exchange exchange, Callback callback) {
    Answer answer;
    try {
      answer =
          exchange.isFailed() || exchange.isRollbackOnly()
              ? failed(exchange.getException())
              : RouteAnswer.of(exchange, callback, filter);
    } catch (RuntimeException e) {
      answer = failed(e);
    }
    try {
      doneUoW(exchange);
      releaseExchange(exchange, false);
    } catch (RuntimeException e) {
      answer = failed(e);
    }
    return answer;
  }

  private Answer failed(@Nullable Throwable cause) {
    server.refused(Refusal.FAILED);
    long heldBack = failures.permit();
    if (heldBack >= 0) {
      LOG.warn(
          "Route {} failed on a request to {}, answered 503 ({} more since the last such line): {}",
          routeId,
          path,
          heldBack,
          cause == null ? "rolled back" : oneLine(cause));
    }
    return Refusal.FAILED.answer();
  }

  private static String oneLine(Throwable cause) {
    String text = cause.toString().replaceAll("\\p{Cntrl}+", " ");
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }

  @Override
  public String toString() {
    return "route " + routeId;
  }
}
