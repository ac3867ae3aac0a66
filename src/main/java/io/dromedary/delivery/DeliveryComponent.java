package io.dromedary.delivery;

import io.dromedary.Api;
import io.dromedary.event.Listeners;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.inbox.SoleConsumers;
import io.dromedary.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code delivery:<target>}: as a producer it names a target for the event at hand, as a consumer
 * it brings each event to that target, with redeliveries of its own.
 */
@Api
@Component("delivery")
public final class DeliveryComponent extends DefaultComponent {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryComponent.class);

  private static final long LOOK_MILLIS = 100;

  /** What is known of a name. */
  enum TargetState {
    /** A route starts there, running or paused. */
    ON,
    /** Its route is switched off: nothing is recorded for it. */
    OFF,
    /** No route starts there. */
    UNKNOWN
  }

  @Metadata(
      label = "advanced",
      description = "Where deliveries are kept; by default where the component inbox keeps events")
  private @Nullable Store store;

  private final Clock clock = Clock.systemUTC();
  private final Map<String, TargetState> targets = new ConcurrentHashMap<>();
  private final SoleConsumers consumers = new SoleConsumers("delivery", "a target has one route");
  private @Nullable Store running;
  private @Nullable JacksonDataFormat json;
  private @Nullable ScheduledExecutorService timeouts;
  private Set<DeliveryListener> listeners = Set.of();

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    DeliveryEndpoint endpoint = new DeliveryEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    running = store == null ? storeOfInbox() : store;
    JacksonDataFormat format = new JacksonDataFormat();
    format.setCamelContext(getCamelContext());
    // A snapshot is taken of the exchange; nothing is set on it.
    format.setContentTypeHeader(false);
    ServiceHelper.startService(format);
    json = format;
    listeners = Listeners.of(getCamelContext(), DeliveryListener.class);
    timeouts =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "delivery-timeouts");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** It wires meters as well, so it has to be started first. */
  private Store storeOfInbox() {
    InboxComponent inbox = getCamelContext().getComponent("inbox", InboxComponent.class);
    ServiceHelper.startService(inbox);
    return inbox.store();
  }

  @Override
  protected void doStop() throws Exception {
    running = null;
    ScheduledExecutorService watch = timeouts;
    timeouts = null;
    if (watch != null) {
      watch.shutdown();
    }
    ServiceHelper.stopService(json);
    super.doStop();
  }

  Store store() {
    Store now = running;
    if (now == null) {
      throw new IllegalStateException("the component delivery is not started");
    }
    return now;
  }

  /**
   * Runs something again and again until the result is cancelled; it must not block. Whatever it
   * throws is logged, and it runs again all the same.
   */
  Future<?> often(Runnable task) {
    ScheduledExecutorService watch = timeouts;
    if (watch == null) {
      throw new IllegalStateException("the component delivery is not started");
    }
    return watch.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.error("Looking for attempts that take too long goes on after a failure", e);
          }
        },
        LOOK_MILLIS,
        LOOK_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  JacksonDataFormat json() {
    JacksonDataFormat now = json;
    if (now == null) {
      throw new IllegalStateException("the component delivery is not started");
    }
    return now;
  }

  Clock clock() {
    return clock;
  }

  void tell(Consumer<DeliveryListener> what) {
    for (DeliveryListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("A listener failed; the delivery goes on without it", e);
      }
    }
  }

  /**
   * Says that a route starts at a target. It need not run: Camel makes the consumers of all routes
   * before it starts the first one, and of routes that it does not start.
   */
  void on(String target) {
    targets.put(target, TargetState.ON);
  }

  /** Says that a target is known and switched off: naming it is no mistake, and records nothing. */
  public void off(String target) {
    targets.putIfAbsent(target, TargetState.OFF);
  }

  /**
   * Says which targets there are, in place of what was known: one that is not among them is the
   * name of none.
   *
   * @param all whether each is on
   */
  public void know(Map<String, Boolean> all) {
    all.forEach((target, on) -> targets.put(target, on ? TargetState.ON : TargetState.OFF));
    targets.keySet().retainAll(all.keySet());
  }

  TargetState stateOf(String target) {
    return targets.getOrDefault(target, TargetState.UNKNOWN);
  }

  /** The names of all targets that are on or off. */
  public Set<String> targets() {
    return new TreeSet<>(targets.keySet());
  }

  SoleConsumers consumers() {
    return consumers;
  }

  public @Nullable Store getStore() {
    return store;
  }

  public void setStore(Store store) {
    this.store = store;
  }
}
