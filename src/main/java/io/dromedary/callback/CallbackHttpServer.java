package io.dromedary.callback;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.StaticService;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server for callbacks, a service of the Camel context: it listens before the routes are
 * up, answers 503 until they are and again from the moment that the context begins to stop, and
 * bounds what clients can take from it. The answers are those of docs/contracts.md, section
 * "Answers to a callback". Thread-safe.
 */
public final class CallbackHttpServer extends ServiceSupport
    implements CamelContextAware, StaticService {
  /** For load balancers: 200 while callbacks are taken, otherwise 503. */
  public static final String HEALTH_PATH = "/callbacks/health";

  private static final Logger LOG = LoggerFactory.getLogger(CallbackHttpServer.class);
  private static final Set<String> HEALTH_METHODS = Set.of("GET", "HEAD");

  /** Only steps of a user's own that wait hold a worker; threads are made when needed. */
  private static final int WORKERS = 64;

  private static final int MAX_REQUEST_LINE = 8 * 1024;
  private static final int BACKLOG = 1024;
  private static final int CLOSE_SECONDS = 10;

  /** A sweep comes at least every half second. */
  private static final Duration CUT_PATIENCE = Duration.ofSeconds(1);

  private final String host;
  private final int configuredPort;
  private final HttpLimits limits;
  private final @Nullable TlsKeystore tls;
  private final ByteBudget budget;
  private final ByteBudget headerBudget;
  private final InFlight inFlight = new InFlight();
  private final AtomicInteger connections = new AtomicInteger();
  private final CallbackListeners listeners = new CallbackListeners();
  private final CallbackPaths<CallbackConsumer> paths = new CallbackPaths<>();
  private final RateLimit limitLines = RateLimit.everyTenSeconds();
  private final LifecycleStrategy lifecycle = new Lifecycle();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile @Nullable SSLOptions sslOptions;

  private @Nullable CamelContext camelContext;
  private @Nullable Vertx vertx;
  private boolean ownVertx;
  private @Nullable String deployment;
  private volatile int port;
  private volatile Phase phase = Phase.STARTING;
  private volatile boolean cutting;
  private volatile @Nullable CallbackHold hold;

  CallbackHttpServer(String host, int port, HttpLimits limits, @Nullable TlsKeystore tls) {
    this.host = host;
    this.configuredPort = port;
    this.port = port;
    this.limits = limits;
    this.tls = tls;
    this.budget = new ByteBudget(limits.maxBytesInFlight());
    this.headerBudget = new ByteBudget(limits.maxBytesInFlight() / 2);
  }

  /** The port it listens on; the configured one before the start. */
  public int port() {
    return port;
  }

  /** Open connections. */
  public int connections() {
    return connections.get();
  }

  /** Bytes of all bodies that were received and whose route has not ended. */
  public long bytesInFlight() {
    return budget.used();
  }

  /** Requests that have no answer yet. */
  public int requestsInFlight() {
    return inFlight.count();
  }

  /**
   * From now on new requests get 503 and the end of their connection, and those in flight their
   * real answer. Returns at once.
   */
  public void refuseNew() {
    phase = Phase.DRAINING;
  }

  /**
   * Refuses new requests and waits until none is in flight. What has no answer when the patience
   * ends gets 503. The server goes on listening until it is stopped.
   */
  public void drain(Duration patience) {
    refuseNew();
    if (cutting || inFlight.awaitNone(patience)) {
      return;
    }
    LOG.warn(
        "{} callbacks have no answer {} ms after the stop began and get 503; their senders will repeat them",
        inFlight.count(),
        patience.toMillis());
    cutting = true;
    if (!inFlight.awaitNone(CUT_PATIENCE)) {
      LOG.warn("{} callbacks are left without an answer", inFlight.count());
    }
  }

  @Override
  public CamelContext getCamelContext() {
    if (camelContext == null) {
      throw new IllegalStateException("The HTTP server for callbacks has no CamelContext yet");
    }
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  /**
   * Reads another key to serve HTTPS with.
   *
   * @return shows it on every connection from then on; those that are open stay
   * @throws IllegalArgumentException that names the file and says what to do, never the password
   */
  public Runnable prepareKeystore(TlsKeystore other) {
    KeyCertOptions key = other.load();
    return () -> servers.forEach(http -> show(key, http));
  }

  private void show(KeyCertOptions key, HttpServer http) {
    http.updateSSLOptions(new SSLOptions(sslOptions).setKeyCertOptions(key), true)
        .onFailure(e -> LOG.error("The server still shows its old certificate; restart it", e));
  }

  void serves(HttpServer http) {
    servers.add(http);
  }

  HttpLimits limits() {
    return limits;
  }

  ByteBudget budget() {
    return budget;
  }

  ByteBudget headerBudget() {
    return headerBudget;
  }

  InFlight inFlight() {
    return inFlight;
  }

  CallbackPaths<CallbackConsumer> paths() {
    return paths;
  }

  /** Whether answers end their connection: the server is about to go. */
  boolean isDraining() {
    return phase == Phase.DRAINING;
  }

  /** Whether requests in flight have waited long enough for their real answer. */
  boolean isCutting() {
    return cutting;
  }

  long nanoTime() {
    return System.nanoTime();
  }

  void refused(Refusal refusal) {
    listeners.refused(refusal);
    if (refusal.isOfALimit()) {
      long heldBack = limitLines.permit();
      if (heldBack >= 0) {
        LOG.warn(
            "Turned a request away, reason {}, answer {} ({} more since the last such line); the limits are {}",
            refusal.reason(),
            refusal.status(),
            heldBack,
            limits);
      }
    }
  }

  void listensOn(int actualPort) {
    port = actualPort;
  }

  boolean connectionOpened() {
    if (connections.incrementAndGet() > limits.maxConnections()) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void connectionClosed() {
    connections.decrementAndGet();
  }

  /** Decides what becomes of a request whose headers are complete. */
  void dispatch(CallbackRequest request) {
    if (phase != Phase.RUNNING) {
      request.refuse(phase == Phase.DRAINING ? Refusal.DRAINING : Refusal.STARTING);
      return;
    }
    String path = request.http().path();
    String method = request.http().method().name();
    if (path.equals(HEALTH_PATH)) {
      health(request, method);
      return;
    }
    CallbackPaths.Match<CallbackConsumer> match;
    try {
      match = paths.find(path, method);
    } catch (IllegalArgumentException e) {
      request.refuse(Refusal.MALFORMED);
      return;
    }
    if (match instanceof CallbackPaths.Match.Found<CallbackConsumer> found) {
      if (found.consumer().takesRequests()) {
        request.receive(found.consumer(), found.parameters());
      } else {
        request.refuse(Refusal.STOPPED);
      }
    } else if (match instanceof CallbackPaths.Match.WrongMethod<CallbackConsumer> wrong) {
      wrongMethod(request, wrong.allow());
    } else if (match instanceof CallbackPaths.Match.Stopped<CallbackConsumer>) {
      request.refuse(Refusal.STOPPED);
    } else {
      request.refuse(Refusal.PATH);
    }
  }

  /** Decides once more: the route of its path has been replaced. */
  void dispatchAgain(CallbackRequest request) {
    if (phase != Phase.RUNNING) {
      request.refuse(Refusal.DRAINING);
    } else if (!(paths.find(request.http().path(), request.http().method().name())
            instanceof CallbackPaths.Match.Found<CallbackConsumer> found
        && found.consumer().takesRequests()
        && request.enter(found.consumer(), found.parameters()))) {
      request.refuse(Refusal.STOPPED);
    }
  }

  /**
   * Has requests to some routes wait, and to those of these ids that start meanwhile, until the
   * result is closed. One at a time.
   */
  public CallbackHold hold(Set<String> routeIds) {
    CallbackHold begun = new CallbackHold(this, routeIds);
    hold = begun;
    for (CallbackConsumer consumer : paths.consumers()) {
      if (begun.covers(consumer.routeId())) {
        begun.take(consumer);
      }
    }
    return begun;
  }

  /** Before a route takes requests. */
  void holdIfAsked(CallbackConsumer consumer) {
    CallbackHold holding = hold;
    if (holding != null && holding.covers(consumer.routeId())) {
      holding.take(consumer);
    }
  }

  void holdEnded() {
    hold = null;
  }

  private void health(CallbackRequest request, String method) {
    if (!HEALTH_METHODS.contains(method)) {
      wrongMethod(request, "GET, HEAD");
      return;
    }
    Context context = request.context();
    context
        .<Boolean>executeBlocking(this::isReady, false)
        .onComplete(
            ready ->
                request.answer(
                    ready.succeeded() && ready.result()
                        ? Answer.text(200, "ok\n")
                        : Answer.text(503, "not ready\n")));
  }

  private static void wrongMethod(CallbackRequest request, String allow) {
    request.refuse(Refusal.METHOD, Refusal.METHOD.answer().with("Allow", allow));
  }

  private boolean isReady() {
    for (Readiness readiness : getCamelContext().getRegistry().findByType(Readiness.class)) {
      if (!readiness.ready()) {
        return false;
      }
    }
    return phase == Phase.RUNNING;
  }

  @Override
  protected void doStart() {
    CamelContext context = getCamelContext();
    phase = Phase.STARTING;
    cutting = false;
    HttpServerOptions options = options();
    sslOptions = options.getSslOptions();
    listeners.find(context);
    Vertx running = CamelContextHelper.findSingleByType(context, Vertx.class);
    ownVertx = running == null;
    if (running == null) {
      running =
          Vertx.vertx(
              new VertxOptions().setWorkerPoolSize(WORKERS).setEventLoopPoolSize(eventLoops()));
    }
    vertx = running;
    try {
      // A free port is chosen by each listener for itself, so there can be only one of them.
      deployment =
          join(
              running.deployVerticle(
                  () -> new CallbackVerticle(this, options),
                  new DeploymentOptions().setInstances(configuredPort == 0 ? 1 : eventLoops())));
    } catch (CompletionException e) {
      undeploy();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "Cannot listen for callbacks on %s:%d: %s; choose a free port and an address of this machine"
              .formatted(host, configuredPort, cause.getMessage()),
          cause);
    }
    context.addLifecycleStrategy(lifecycle);
    if (context.isStarted()) {
      lifecycle.onContextStarted(context);
    }
  }

  @Override
  protected void doStop() {
    drain(limits.drainTimeout());
    getCamelContext().getLifecycleStrategies().remove(lifecycle);
    undeploy();
    port = configuredPort;
  }

  private void undeploy() {
    Vertx running = vertx;
    String deployed = deployment;
    vertx = null;
    deployment = null;
    servers.clear();
    if (running != null && deployed != null) {
      closed(running.undeploy(deployed));
    }
    if (running != null && ownVertx) {
      closed(running.close());
    }
  }

  /** A step that never returns must not keep the process from stopping. */
  private static void closed(Future<Void> closing) {
    try {
      join(closing.timeout(CLOSE_SECONDS, TimeUnit.SECONDS));
    } catch (CompletionException e) {
      LOG.warn("The HTTP server for callbacks did not close cleanly: {}", e.toString());
    }
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(configuredPort)
            .setMaxHeaderSize(limits.maxHeaderSize())
            .setMaxInitialLineLength(MAX_REQUEST_LINE)
            .setAcceptBacklog(BACKLOG)
            .setTcpKeepAlive(true)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(false)
            .setDecompressionSupported(false)
            .setCompressionSupported(false);
    if (tls != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(tls.load())
          .setSslHandshakeTimeout(limits.headerTimeout().toMillis())
          .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }
    return options;
  }

  /** Loads what a server is made of, so that one starts sooner; listens nowhere. */
  public static void load() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    vertx.createHttpServer();
    vertx.close();
  }

  /** Half the cores: the other half commits and routes. */
  private static int eventLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private final class Lifecycle extends LifecycleStrategySupport {
    @Override
    public void onContextStarted(CamelContext context) {
      listeners.find(context);
      phase = Phase.RUNNING;
    }

    @Override
    public void onContextStopping(CamelContext context) {
      drain(limits.drainTimeout());
    }
  }
}
