package io.dromedary.runtime;

import io.dromedary.admin.AdminCommands;
import io.dromedary.admin.ControlServer;
import io.dromedary.admin.RouteRules;
import io.dromedary.admin.RuntimeStatus;
import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.callback.CallbackHttpServerFactory;
import io.dromedary.callback.Readiness;
import io.dromedary.callback.TlsKeystore;
import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.delivery.DeliveryEndpoint;
import io.dromedary.event.EnvelopeReaders;
import io.dromedary.inbox.HandledFailures;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.observe.ConfigurationHealth;
import io.dromedary.observe.LastFailures;
import io.dromedary.observe.Metrics;
import io.dromedary.observe.SourceHealth;
import io.dromedary.observe.StoreHealth;
import io.dromedary.observe.TargetHealth;
import io.dromedary.reload.Generation;
import io.dromedary.reload.InitialRoutes;
import io.dromedary.reload.RefusedException;
import io.dromedary.reload.RouteReload;
import io.dromedary.reload.RoutesHealth;
import io.dromedary.reload.SharedRegistry;
import io.dromedary.secret.CurrentSecrets;
import io.dromedary.secret.SecretRotation;
import io.dromedary.secret.SecretUser;
import io.dromedary.store.DataLock;
import io.dromedary.store.NodeName;
import io.dromedary.store.NodeStatus;
import io.dromedary.store.Owner;
import io.dromedary.store.PostgresStore;
import io.dromedary.store.Retention;
import io.dromedary.store.RetentionSchedule;
import io.dromedary.store.Store;
import io.dromedary.store.StoreException;
import io.dromedary.validation.Configuration;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Placeholders;
import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFiles;
import io.dromedary.validation.RouteValidation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standalone runtime: one store, the routes of one folder, two HTTP servers. Started when it
 * exists; {@link #close} drains and stops it. Thread-safe.
 */
public final class Dromedary implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dromedary.class);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);
  private static final int SHUTDOWN_SECONDS = 10;

  /** The names that are bound here, which route files can refer to. */
  static final Set<String> BEANS =
      Set.of(
          "metricsRegistry",
          "dromedaryStore",
          "dromedarySecrets",
          "dromedaryHttpServer",
          "dromedaryHandledFailures",
          "dromedaryMetrics",
          "dromedarySourceHealth",
          "dromedaryTargetHealth",
          "dromedaryRoutesHealth",
          "dromedaryLastFailures",
          "inbox",
          "dromedaryStoreHealth",
          "dromedaryReadiness",
          "dromedaryConfiguration",
          "dromedaryConfigurationHealth",
          "dromedaryStorePassword",
          "dromedaryServerKeystore");

  private final Settings settings;
  private final int managementPort;
  private final DataLock lock;
  private final Store store;
  private final Main main = new Main();
  private volatile Sources sources = Sources.none();
  private final CurrentSecrets secrets;
  private final ConfigurationState configuration;
  private volatile @Nullable SecretWatch secretWatch;
  private final MeterRegistry meters;
  private final Metrics metrics;
  private final LastFailures failures = new LastFailures();
  private final Instant since = Instant.now();
  private final Retention retention;
  private final InitialRoutes initial;
  private volatile Set<String> targets;
  private volatile EnvelopeReaders envelopes;
  private volatile @Nullable RouteReload reload;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable CallbackHttpServer server;
  private @Nullable ControlServer control;
  private volatile boolean started;
  private @Nullable RetentionSchedule retentionSchedule;

  private Dromedary(
      Settings settings,
      int managementPort,
      DataLock lock,
      Store store,
      List<RouteFile> files,
      List<Path> leftOut) {
    this.settings = settings;
    this.managementPort = managementPort;
    this.lock = lock;
    this.store = store;
    this.initial = new InitialRoutes(files, leftOut, this::idle);
    this.targets = RouteFiles.targets(files);
    this.envelopes = new RouteEnvelopes(files, new Placeholders(settings.configuration()));
    this.meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.metrics = new Metrics(meters, Clock.systemUTC());
    this.retention =
        new Retention(store.database(), settings.retention(), Clock.systemUTC(), System::nanoTime);
    this.secrets = settings.currentSecrets();
    this.configuration = new ConfigurationState(settings, metrics, Clock.systemUTC());
    configure();
  }

  /**
   * Starts the runtime and returns when callbacks are taken.
   *
   * @throws StartException that says what is wrong and what to do; then nothing is left running
   */
  public static Dromedary start(Settings settings) throws StartException {
    if (!Files.isDirectory(settings.routes())) {
      throw new StartException(
          "there is no folder "
              + settings.routes()
              + " with route files; 'init' writes the shipped ones, --routes names another folder",
          null);
    }
    Ahead.load(settings);
    RouteFiles read = RouteFiles.read(settings.routes());
    RouteValidation validation = RouteValidation.beforeStart(read, settings.configuration());
    refuse(with(Libraries.findings(), validation.findings()));
    if (!Libraries.added().isEmpty()) {
      LOG.info("From lib/: {}", String.join(", ", Libraries.added()));
    }
    DataLock lock = DataFolder.lock(settings, LOCK_PATIENCE);
    Store store = null;
    try {
      // Behind the lock: who waits for the data folder waits for its ports as well.
      int managementPort =
          Ports.free(settings.managementHost(), settings.managementListen(), "--management-port");
      store = Stores.open(settings);
      if (!validation.leftOut().isEmpty()) {
        LOG.info(
            "Left out, since they are off and need what this jar has not: {}",
            validation.leftOut());
      }
      Dromedary dromedary =
          new Dromedary(settings, managementPort, lock, store, read.files(), validation.leftOut());
      if (read.useKamelets()) {
        dromedary.useKamelets();
      }
      dromedary.start(read.files());
      Doubts.say(validation);
      return dromedary;
    } catch (StoreException e) {
      abandon(store, lock);
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (StartException | RuntimeException | Error e) {
      abandon(store, lock);
      throw e;
    }
  }

  private static List<Finding> with(List<Finding> first, List<Finding> others) {
    return Stream.concat(first.stream(), others.stream()).toList();
  }

  /** Errors stop the start; what is only doubtful is said. */
  private static void refuse(List<Finding> findings) throws StartException {
    List<Finding> errors = findings.stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      throw new StartException(errors, null);
    }
    Doubts.say(findings);
  }

  private static void abandon(@Nullable Store store, DataLock lock) {
    if (store != null) {
      store.close();
    }
    unlock(lock);
  }

  private static void unlock(DataLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("Releasing the data folder: {}", e.getMessage());
    }
  }

  private void configure() {
    MainConfigurationProperties camel = main.configure();
    camel
        .withName("dromedary")
        .withRoutesCollectorEnabled(false)
        .withAutoConfigurationLogSummary(false)
        .withShutdownTimeout(SHUTDOWN_SECONDS)
        .withShutdownLogInflightExchangesOnTimeout(false);
    camel.httpServer().withEnabled(true).withHost(settings.host()).withPort(settings.listen());
    camel
        .httpManagementServer()
        .withEnabled(true)
        .withHost(settings.managementHost())
        .withPort(managementPort)
        .withHealthCheckEnabled(true)
        .withMetricsEnabled(true);
    camel.httpManagementServer().setHealthPath("/observe/health");
    // Paused targets are held on purpose, and dead ones are not the receiver's fault: neither may
    // take it out of rotation, as Camel's own checks of routes and consumers would.
    camel.health().withEnabled(true).withExposureLevel("full").withRoutesEnabled(false);
    camel.health().setConsumersEnabled(false);
    // A route that is missing is found at the start; waiting 30 s for it would hold up the others.
    main.addInitialProperty("camel.component.direct.block", "false");
    main.addInitialProperty("camel.metrics.enabled", "true");
    main.addInitialProperty("camel.metrics.path", "/observe/metrics");
    // Meters of each exchange cost more than the exchange; ours are counted once an event.
    main.addInitialProperty("camel.metrics.enableExchangeEventNotifier", "false");
    main.addInitialProperty("camel.metrics.enableRoutePolicy", "false");
    // The configuration was read by us; a file of the same name on the class path is not ours.
    main.setPropertyPlaceholderLocations("false");
    main.setOverrideProperties(settings.camelProperties());

    bind("metricsRegistry", meters);
    bind("dromedaryStore", store);
    bind("dromedarySecrets", secrets);
    bind("dromedaryConfiguration", configuration);
    bind("dromedaryConfigurationHealth", new ConfigurationHealth(configuration::facts));
    if (settings.sharedStore() != null && store instanceof PostgresStore shared) {
      secrets.get().one(Stores.PASSWORD);
      bind("dromedaryStorePassword", new StorePassword(shared));
    }
    TlsKeystore keystore = settings.keystore();
    if (keystore != null) {
      secrets.get().one(ServerKeystore.PASSWORD);
      bind("dromedaryServerKeystore", new ServerKeystore(keystore.file(), () -> server));
    }
    bind(
        "dromedaryHttpServer",
        new CallbackHttpServerFactory(settings.limits(), settings.keystore()));
    bind("dromedaryHandledFailures", new HandledFailures());
    bind("dromedaryMetrics", metrics);
    bind("dromedarySourceHealth", new SourceHealth());
    bind("dromedaryTargetHealth", new TargetHealth());
    bind("dromedaryRoutesHealth", new RoutesHealth());
    bind("dromedaryLastFailures", failures);
    InboxComponent inbox = inbox();
    bind("inbox", inbox);
    bind("dromedaryStoreHealth", new StoreHealth(store, inbox));
    Readiness open = inbox::isOpen;
    bind("dromedaryReadiness", open);
    camel.addRoutesBuilder(initial);
    main.addMainListener(new BeforeRoutes());
  }

  /** Which routes do not start; also in a context that is thrown away. */
  private Set<String> idle(CamelContext context, List<RouteFile> files) throws RefusedException {
    try {
      return Sources.of(context, files).idle();
    } catch (StartException e) {
      throw new RefusedException(e.findings(), e);
    }
  }

  /** Only then: a key of a component has Camel load that component at the start. */
  private void useKamelets() {
    // The route behind it is there, or stopped; waiting 30 s for it would hold up the others.
    main.addInitialProperty("camel.component.kamelet.block", "false");
  }

  private void bind(String name, Object bean) {
    if (!BEANS.contains(name)) {
      throw new IllegalStateException(
          name + " is not among the names that route files can refer to");
    }
    main.bind(name, bean);
  }

  private InboxComponent inbox() {
    InboxComponent inbox = new InboxComponent();
    inbox.setMaxEvents(settings.maxEvents());
    inbox.setAnswerDeadline(settings.answerDeadline().toMillis());
    inbox.setWatchedFolder(settings.data().toString());
    inbox.setMinFreeSpace(settings.minFreeSpace());
    inbox.setCatalogue(settings.catalogue());
    return inbox;
  }

  private void start(List<RouteFile> files) throws StartException {
    try {
      takeCommands();
      retention.lookAtClock();
      main.start();
      server = camelContext().hasService(CallbackHttpServer.class);
      observe();
      started = true;
      RouteReload reloads = reloading();
      reload = reloads;
      configuration.applied(reloads.generation());
      begin(reloads);
      retentionSchedule = RetentionSchedule.start(retention);
    } catch (Exception e) {
      LOG.debug("The start failed", e);
      watchNoMore();
      stopCamel();
      takeNoCommands();
      throw StartFailure.of(e, files);
    }
  }

  private RouteReload reloading() {
    CallbackHttpServer callbacks = server;
    if (callbacks == null) {
      throw new IllegalStateException("there is no server for callbacks");
    }
    Configuration given = settings.configuration();
    // What is asked of a secret is asked of the one in force, even while its file is empty.
    Configuration inForce =
        new Configuration(
            given.file(),
            given.keys(),
            given.visible(),
            secrets.live(),
            given.catalogue(),
            given.beans());
    return new RouteReload(
        inForce,
        camelContext(),
        callbacks,
        initial,
        this::idle,
        this::follow,
        configuration.besidesRoutes(),
        Clock.systemUTC());
  }

  private void begin(RouteReload reloads) {
    SecretRotation rotation =
        new SecretRotation(
            secrets, () -> camelContext().getRegistry().findByType(SecretUser.class));
    SecretWatch watch = new SecretWatch(settings, rotation, configuration, reloads);
    secretWatch = watch;
    watch.start();
    Duration interval = settings.reload();
    if (interval != null) {
      reloads.watch(settings.routes(), interval);
    }
  }

  /** Other routes run now, or the same from other places in the files. */
  private void follow(List<RouteFile> files) {
    try {
      sources = Sources.of(camelContext(), files);
    } catch (StartException e) {
      throw new IllegalStateException("the sources that run cannot be read", e);
    }
    targets = RouteFiles.targets(files);
    envelopes = new RouteEnvelopes(files, new Placeholders(settings.configuration()));
    camelContext().getComponent("delivery", DeliveryComponent.class).know(targets());
    metrics.watch(sources.on(), targetsOn(), store);
  }

  /** Callbacks are worth more than commands: these may be missing. */
  private void takeCommands() throws IOException {
    try {
      control =
          ControlServer.start(
              settings.data().resolve(Administration.TOKEN),
              AdminCommands.of(store, rules(), this::status));
    } catch (IOException e) {
      LOG.warn("No commands are taken while this runs: {}", e.toString());
    }
    ControlServer started = control;
    lock.announce(
        Owner.runtime(
            settings.managementHost() + ":" + managementPort,
            started == null ? null : started.address()));
  }

  private RouteRules rules() {
    return new RouteRules() {
      @Override
      public EnvelopeReaders envelopes() {
        return envelopes;
      }

      @Override
      public Map<String, Boolean> targets() {
        return started ? Dromedary.this.targets() : Map.of();
      }
    };
  }

  private RuntimeStatus status() {
    Clock clock = Clock.systemUTC();
    StatusReport report =
        started ? new StatusReport(camelContext(), meters, failures, clock) : null;
    StatusReport.Health health =
        report == null ? new StatusReport.Health("starting", List.of()) : report.health();
    NodeStatus node = store.node();
    return new RuntimeStatus(
        new RuntimeStatus.Program(
            Build.version(),
            since,
            NodeName.host(),
            ProcessHandle.current().pid(),
            node == null ? null : node.name(),
            (settings.keystore() == null ? "http://" : "https://")
                + settings.host()
                + ":"
                + port()
                + "/callbacks/",
            "http://" + settings.managementHost() + ":" + managementPort + "/observe/"),
        StatusReport.configuration(configuration.facts()),
        health.word(),
        health.reasons(),
        report == null ? List.of() : report.sources(sources.all()),
        report == null ? List.of() : report.targets(targets()),
        settings.maxEvents(),
        settings.minFreeSpace(),
        StatusReport.retention(retention, settings.retention()));
  }

  private void takeNoCommands() {
    ControlServer started = control;
    if (started != null) {
      started.close();
    }
  }

  private void observe() {
    metrics.watchStore(store);
    metrics.watchSize(store.database());
    metrics.watchRetention(retention);
    metrics.watchConfiguration(configuration::facts);
    metrics.watchInbox(camelContext().getComponent("inbox", InboxComponent.class));
    metrics.watch(sources.on(), targetsOn(), store);
    CallbackHttpServer started = server;
    if (started != null) {
      metrics.watchServer(started);
    }
  }

  /** Between the reading of the routes and their start. */
  private final class BeforeRoutes extends MainListenerSupport {
    @Override
    public void beforeInitialize(BaseMainSupport initialized) {
      SharedRegistry.install(initialized.getCamelContext());
      // The settings have the environment in them already, behind the command line; what remains of
      // it counts for keys that no file mentions.
      if (initialized.getCamelContext().getPropertiesComponent()
          instanceof PropertiesComponent properties) {
        properties.setEnvironmentVariableMode(
            PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
      }
    }

    @Override
    public void afterConfigure(BaseMainSupport configured) {
      CamelContext context = configured.getCamelContext();
      try {
        sources = Sources.of(context, initial.files());
        sources.say();
      } catch (StartException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      DeliveryComponent deliveries = context.getComponent("delivery", DeliveryComponent.class);
      targets.forEach(deliveries::off);
    }
  }

  /** The running CamelContext. */
  public CamelContext camelContext() {
    return main.getCamelContext();
  }

  /** The store, for tests and tools. */
  public Store store() {
    return store;
  }

  /** What it was started with. */
  public Settings settings() {
    return settings;
  }

  /** The port on which callbacks are taken. */
  public int port() {
    CallbackHttpServer started = server;
    return started == null ? settings.listen() : started.port();
  }

  /** The port of health and metrics. */
  public int managementPort() {
    return managementPort;
  }

  /** Which configuration is in force; null before the start. */
  public @Nullable Generation generation() {
    RouteReload reloads = reload;
    return reloads == null ? null : reloads.generation();
  }

  /** The names of all targets and whether each is on. */
  public Map<String, Boolean> targets() {
    Set<String> on = targetsOn();
    Map<String, Boolean> all = new TreeMap<>();
    targets.forEach(target -> all.put(target, on.contains(target)));
    return all;
  }

  private Set<String> targetsOn() {
    Set<String> on = new TreeSet<>();
    for (Route route : camelContext().getRoutes()) {
      if (route.getEndpoint() instanceof DeliveryEndpoint delivery) {
        on.add(delivery.getTarget());
      }
    }
    return on;
  }

  /** The names of the sources that have a secret, and so take callbacks. */
  public Set<String> sources() {
    return sources.on();
  }

  /**
   * Refuses new callbacks, answers those in flight, lets deliveries finish or hands them back,
   * commits what waits, and only then closes its port. Takes 20 s at most.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    RetentionSchedule schedule = retentionSchedule;
    if (schedule != null) {
      schedule.end();
    }
    ControlServer commands = control;
    if (commands != null) {
      commands.beginClose();
    }
    CallbackHttpServer started = server;
    if (started == null) {
      stopCamel();
      store.close();
      leave();
    } else {
      GracefulStop stop = new GracefulStop(main, started, store, this::leave);
      started.refuseNew();
      watchNoMore();
      stop.run();
    }
  }

  private void watchNoMore() {
    SecretWatch watch = secretWatch;
    if (watch != null) {
      watch.close();
    }
    RouteReload reloads = reload;
    if (reloads != null) {
      reloads.close();
    }
  }

  private void leave() {
    RetentionSchedule schedule = retentionSchedule;
    if (schedule != null) {
      schedule.close();
    }
    takeNoCommands();
    unlock(lock);
  }

  /** After a start that failed: nothing was accepted. */
  private void stopCamel() {
    try {
      main.stop();
    } catch (RuntimeException e) {
      LOG.warn("Stopping: {}", e.getMessage(), e);
    }
  }
}
