package io.dromedary.embed;

import io.dromedary.delivery.DeliveryEndpoint;
import io.dromedary.event.Listeners;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.inbox.InboxEndpoint;
import io.dromedary.observe.Metrics;
import io.dromedary.store.Store;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.StartupListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our meters in the registry of the application, each with the name of the CamelContext as a tag:
 * two of them may share a registry. They are removed at the end.
 */
final class HostMeters {
  private static final Logger LOG = LoggerFactory.getLogger(HostMeters.class);

  private final CamelContext context;
  private final MeterRegistry host;
  private final CompositeMeterRegistry ours = new CompositeMeterRegistry();
  private final Metrics metrics;
  private final Store store;
  private final Set<Endpoint> watched = ConcurrentHashMap.newKeySet();

  private HostMeters(CamelContext context, MeterRegistry host, Store store) {
    this.context = context;
    this.host = host;
    this.store = store;
    ours.config().commonTags("camelContext", context.getName());
    ours.add(host);
    this.metrics = new Metrics(ours, Clock.systemUTC());
  }

  /** Null when the application has no meter registry, or has bound our metrics itself. */
  static @Nullable HostMeters begin(CamelContext context, InboxComponent inbox, Store store) {
    if (!context.getRegistry().findByType(Metrics.class).isEmpty()) {
      return null;
    }
    MeterRegistry host = registry(context);
    if (host == null) {
      return null;
    }
    HostMeters meters = new HostMeters(context, host, store);
    Listeners.add(context, meters.metrics);
    meters.metrics.watchStore(store);
    meters.metrics.watchSize(store.database());
    meters.metrics.watchInbox(inbox);
    meters.watchRoutes();
    return meters;
  }

  private static @Nullable MeterRegistry registry(CamelContext context) {
    Map<String, MeterRegistry> bound =
        context.getRegistry().findByTypeWithName(MeterRegistry.class);
    Set<MeterRegistry> all = Set.copyOf(bound.values());
    if (all.size() < 2) {
      return all.isEmpty() ? null : all.iterator().next();
    }
    List<MeterRegistry> composites =
        all.stream().filter(CompositeMeterRegistry.class::isInstance).toList();
    if (composites.size() == 1) {
      return composites.get(0);
    }
    LOG.warn(
        "There are several meter registries, {}, and none that has them all; so there are no meters"
            + " of Dromedary. Bind a CompositeMeterRegistry of them",
        bound.keySet());
    return null;
  }

  /** Shows sources and targets before their first event, when all routes are known. */
  private void watchRoutes() {
    try {
      context.addStartupListener(
          new StartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext started, boolean already) {
              started.getRoutes().forEach(HostMeters.this::watch);
            }
          });
    } catch (Exception e) {
      LOG.warn(
          "Meters of sources and targets appear with their first event only: {}", e.toString());
    }
  }

  private void watch(Route route) {
    Endpoint from = route.getEndpoint();
    if (watched.add(from)) {
      if (from instanceof DeliveryEndpoint delivery) {
        metrics.watchTarget(delivery.getTarget(), store);
      } else if (from instanceof InboxEndpoint inbox) {
        metrics.watchSource(inbox.getSource());
      }
    }
  }

  void opened(OpenedStore opened) {
    metrics.watchRetention(opened.retention());
  }

  void end() {
    Listeners.remove(context, metrics);
    for (Meter meter : ours.getMeters()) {
      host.removeByPreFilterId(meter.getId());
    }
    ours.remove(host);
  }
}
