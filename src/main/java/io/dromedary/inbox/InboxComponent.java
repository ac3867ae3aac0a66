package io.dromedary.inbox;

import io.dromedary.Api;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventCheck;
import io.dromedary.event.Listeners;
import io.dromedary.store.RetentionRules;
import io.dromedary.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code inbox:<source>}: as a producer it keeps a verified callback before it is answered 200, as
 * a consumer it routes what was kept.
 */
@Api
@Component("inbox")
public final class InboxComponent extends DefaultComponent {
  private static final Logger LOG = LoggerFactory.getLogger(InboxComponent.class);

  @Metadata(
      label = "advanced",
      description =
          "Where events are kept; by default the only Store in the registry, else the folder data,"
              + " else the DataSource")
  private @Nullable Store store;

  @Metadata(
      description =
          "Folder of the embedded store, which is opened and closed with this component; it belongs"
              + " to one process at a time")
  private @Nullable String data;

  @Metadata(
      description =
          "Database (PostgreSQL) of the application, in which events are kept when there is no"
              + " folder data; by default the only DataSource in the registry")
  private @Nullable DataSource dataSource;

  @Metadata(
      description = "Schema of our tables in the database of the application",
      defaultValue = "dromedary")
  private String schema = "dromedary";

  @Metadata(
      description =
          "Name of this process among those that share the database. With one that is the same after"
              + " each start, and no other's, what it had in hand before a crash is its own again at"
              + " once; by default it has another name after each start, and that is due again after"
              + " the lease")
  private @Nullable String nodeName;

  @Metadata(
      description =
          "How long what this process has in hand in a shared database outlasts its last sign of"
              + " life",
      defaultValue = "60s")
  private Duration lease = Duration.ofSeconds(60);

  @Metadata(
      description = "How long events that are over are kept in a store that is opened here",
      defaultValue = "30d")
  private Duration eventsAge = RetentionRules.DEFAULTS.eventsAge();

  @Metadata(
      description = "How many of the events accepted last are kept; 0 for any number",
      defaultValue = "10000000")
  private long eventsRows = RetentionRules.DEFAULTS.eventsRows();

  @Metadata(
      description = "How long attempts are kept, where their event is kept for longer",
      defaultValue = "30d")
  private Duration attemptsAge = RetentionRules.DEFAULTS.attemptsAge();

  @Metadata(description = "How many attempts are kept; 0 for any number", defaultValue = "50000000")
  private long attemptsRows = RetentionRules.DEFAULTS.attemptsRows();

  @Metadata(description = "How long dead letters are kept", defaultValue = "90d")
  private Duration deadLettersAge = RetentionRules.DEFAULTS.deadLettersAge();

  @Metadata(description = "How many events may wait to be routed", defaultValue = "1000000")
  private long maxEvents = 1_000_000;

  @Metadata(description = "A callback is answered by then, in ms", defaultValue = "3000")
  private long answerDeadline = 3_000;

  @Metadata(description = "Folder on the disk whose free space is watched")
  private @Nullable String watchedFolder;

  @Metadata(description = "Bytes that stay free on that disk", defaultValue = "268435456")
  private long minFreeSpace = 268_435_456L;

  @Metadata(description = "Looks up the free space; by default that of the watched folder's disk")
  private @Nullable FreeSpace freeSpace;

  @Metadata(
      description =
          "Bytes of callbacks that may wait for their commit; by default an eighth of the heap")
  private long maxBytesWaiting = Math.max(Runtime.getRuntime().maxMemory() / 8, 16L << 20);

  @Metadata(
      description =
          "What is known of event types, for the check of bodies; by default the only Catalogue in"
              + " the registry, else the one that comes with the program")
  private @Nullable Catalogue catalogue;

  private final Clock clock = Clock.systemUTC();
  private final ClosedSources closedSources = new ClosedSources();
  private final Set<String> unkeyedSources = ConcurrentHashMap.newKeySet();
  private final SoleConsumers consumers =
      new SoleConsumers("inbox", "an inbox has one route, so put both into one");
  private @Nullable Running running;

  /** What exists between start and stop. */
  private record Running(
      Wiring wiring,
      Store store,
      Inbox inbox,
      DiskReserve disk,
      InboxGate gate,
      AnswerDeadline deadline,
      ScheduledExecutorService watch,
      ExecutorService completions,
      Executor news,
      EventCheck events,
      Set<InboxListener> listeners) {}

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    InboxEndpoint endpoint = new InboxEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    KameletRoutes.follow(getCamelContext());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Wiring wiring =
        getCamelContext()
            .getCamelContextExtension()
            .getBootstrapFactoryFinder()
            .newInstance(Wiring.FACTORY, Wiring.class)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "starting the component inbox: the jar lacks META-INF/services/org/apache/camel/"
                            + Wiring.FACTORY
                            + "; when it was packed into another one, that file got lost"));
    Store kept = wiring.begin(this);
    DiskReserve disk = disk();
    InboxGate gate = new InboxGate(kept, maxEvents, maxBytesWaiting, disk);
    disk.look();
    // Unbounded, since the one who commits hands over to it and must not be held up; the writes
    // that wait for a commit are bounded.
    ExecutorService completions =
        Executors.newSingleThreadExecutor(task -> daemon(task, "dromedary-completions"));
    running =
        new Running(
            wiring,
            kept,
            new Inbox(kept, clock, this::unkeyed),
            disk,
            gate,
            new AnswerDeadline(Duration.ofMillis(answerDeadline)),
            watching(disk, gate),
            completions,
            new TogetherExecutor(completions),
            new EventCheck(knownEvents()),
            Listeners.of(getCamelContext(), InboxListener.class));
  }

  private Catalogue knownEvents() {
    Catalogue known = catalogue;
    if (known == null) {
      known = CamelContextHelper.findSingleByType(getCamelContext(), Catalogue.class);
    }
    return known == null ? Catalogue.shipped() : known;
  }

  private DiskReserve disk() {
    String watched = watchedFolder == null ? data : watchedFolder;
    FreeSpace space = freeSpace;
    if (space == null) {
      space = watched == null ? () -> Long.MAX_VALUE : FreeSpace.of(Path.of(watched));
    }
    return new DiskReserve(space, watched == null ? "the store" : watched, minFreeSpace);
  }

  private static ScheduledExecutorService watching(DiskReserve disk, InboxGate gate) {
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "dromedary-inbox-watch"));
    Runnable look =
        () -> {
          try {
            disk.look();
            gate.probe();
          } catch (RuntimeException e) {
            LOG.error("Watching the inbox goes on after an unexpected failure", e);
          }
        };
    var unused = watch.scheduleWithFixedDelay(look, 1, 1, TimeUnit.SECONDS);
    return watch;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void doStop() throws Exception {
    Running ended = running;
    running = null;
    if (ended != null) {
      ended.watch.shutdownNow();
      ended.deadline.close();
      // What was handed over already is still done.
      ended.completions.shutdown();
      ended.wiring.end();
    }
    super.doStop();
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the component inbox is not started");
    }
    return now;
  }

  /**
   * Where events are kept.
   *
   * @throws IllegalStateException when the component is not started
   */
  public Store store() {
    return running().store;
  }

  Inbox inbox() {
    return running().inbox;
  }

  InboxGate gate() {
    return running().gate;
  }

  AnswerDeadline deadline() {
    return running().deadline;
  }

  ExecutorService completions() {
    return running().completions;
  }

  SchemaCheck schemaCheck(SchemaCheck.Mode mode, @Nullable String preset) {
    return new SchemaCheck(mode, preset, running().events, clock);
  }

  Clock clock() {
    return clock;
  }

  void tell(Consumer<InboxListener> what) {
    Running now = running;
    for (InboxListener listener : now == null ? Set.<InboxListener>of() : now.listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("A listener failed; the event goes on without it", e);
      }
    }
  }

  /** Tells it later, for those who must not be held up: the one who commits. */
  void tellAside(Consumer<InboxListener> what) {
    Running now = running;
    if (now != null && !now.listeners.isEmpty() && !now.completions.isShutdown()) {
      now.news.execute(() -> tell(what));
    }
  }

  /** An event cannot keep its order: it has no key. */
  private void unkeyed(String source, String place) {
    if (unkeyedSources.add(source)) {
      LOG.warn(
          "inbox:{}?orderBy={}: an event has nothing there, so it is delivered without regard to"
              + " order. If all have, look whether the place is right. Further ones are counted only.",
          source,
          place);
    }
    tell(listener -> listener.unkeyed(source));
  }

  /** A callback came that no signature processor of this source had seen. */
  void closed(String source, @Nullable String routeId) {
    closedSources.close(source, routeId);
  }

  /** A callback came with the verdict of this source. */
  void verified(String source) {
    closedSources.open(source);
  }

  /** The sources whose last callback reached the inbox without a verdict. */
  public Set<String> closedSources() {
    return closedSources.names();
  }

  /** Bytes that are free on the watched disk; -1 when that is not known. */
  public long diskFree() {
    Running now = running;
    return now == null ? -1 : now.disk.free();
  }

  /** Whether callbacks are taken now: started, within bounds, and the last commit went well. */
  public boolean isOpen() {
    return whyClosed() == null;
  }

  /** Why callbacks are not taken now; null when they are. */
  public @Nullable String whyClosed() {
    Running now = running;
    if (now == null) {
      return "not started";
    }
    String trouble = now.wiring.trouble();
    if (trouble != null) {
      return trouble;
    }
    Set<String> unverified = closedSources.names();
    return unverified.isEmpty()
        ? now.gate.whyClosed()
        : "no signature is verified for " + unverified;
  }

  SoleConsumers consumers() {
    return consumers;
  }

  public @Nullable Catalogue getCatalogue() {
    return catalogue;
  }

  public void setCatalogue(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  public @Nullable Store getStore() {
    return store;
  }

  public void setStore(Store store) {
    this.store = store;
  }

  public @Nullable String getData() {
    return data;
  }

  public void setData(String data) {
    this.data = data;
  }

  public @Nullable DataSource getDataSource() {
    return dataSource;
  }

  public void setDataSource(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  public String getSchema() {
    return schema;
  }

  public void setSchema(String schema) {
    this.schema = schema;
  }

  public @Nullable String getNodeName() {
    return nodeName;
  }

  public void setNodeName(String nodeName) {
    this.nodeName = nodeName;
  }

  public Duration getLease() {
    return lease;
  }

  public void setLease(Duration lease) {
    this.lease = lease;
  }

  public Duration getEventsAge() {
    return eventsAge;
  }

  public void setEventsAge(Duration eventsAge) {
    this.eventsAge = eventsAge;
  }

  public long getEventsRows() {
    return eventsRows;
  }

  public void setEventsRows(long eventsRows) {
    this.eventsRows = eventsRows;
  }

  public Duration getAttemptsAge() {
    return attemptsAge;
  }

  public void setAttemptsAge(Duration attemptsAge) {
    this.attemptsAge = attemptsAge;
  }

  public long getAttemptsRows() {
    return attemptsRows;
  }

  public void setAttemptsRows(long attemptsRows) {
    this.attemptsRows = attemptsRows;
  }

  public Duration getDeadLettersAge() {
    return deadLettersAge;
  }

  public void setDeadLettersAge(Duration deadLettersAge) {
    this.deadLettersAge = deadLettersAge;
  }

  public long getMaxEvents() {
    return maxEvents;
  }

  public void setMaxEvents(long maxEvents) {
    this.maxEvents = maxEvents;
  }

  public long getAnswerDeadline() {
    return answerDeadline;
  }

  public void setAnswerDeadline(long answerDeadline) {
    this.answerDeadline = answerDeadline;
  }

  public @Nullable String getWatchedFolder() {
    return watchedFolder;
  }

  public void setWatchedFolder(String watchedFolder) {
    this.watchedFolder = watchedFolder;
  }

  public long getMinFreeSpace() {
    return minFreeSpace;
  }

  public void setMinFreeSpace(long minFreeSpace) {
    this.minFreeSpace = minFreeSpace;
  }

  public @Nullable FreeSpace getFreeSpace() {
    return freeSpace;
  }

  public void setFreeSpace(FreeSpace freeSpace) {
    this.freeSpace = freeSpace;
  }

  public long getMaxBytesWaiting() {
    return maxBytesWaiting;
  }

  public void setMaxBytesWaiting(long maxBytesWaiting) {
    this.maxBytesWaiting = maxBytesWaiting;
  }
}
