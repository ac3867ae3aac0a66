package io.dromedary.embed;

import io.dromedary.event.Listeners;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.observe.SourceHealth;
import io.dromedary.observe.StoreHealth;
import io.dromedary.observe.TargetHealth;
import io.dromedary.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/** Our health checks among those of the application, unless it has bound them itself. */
final class HostHealth {
  private final CamelContext context;
  private final HealthCheckRegistry registry;
  private final List<HealthCheck> added = new ArrayList<>();

  private HostHealth(CamelContext context, HealthCheckRegistry registry) {
    this.context = context;
    this.registry = registry;
  }

  /** Null when the application has no registry of health checks. */
  static @Nullable HostHealth begin(CamelContext context, InboxComponent inbox, Store store) {
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    if (registry == null) {
      return null;
    }
    HostHealth health = new HostHealth(context, registry);
    health.add(StoreHealth.class, () -> new StoreHealth(store, inbox));
    health.add(SourceHealth.class, SourceHealth::new);
    health.add(TargetHealth.class, TargetHealth::new);
    return health;
  }

  private <T extends HealthCheck> void add(Class<T> type, Supplier<T> check) {
    if (context.getRegistry().findByType(type).isEmpty()) {
      T made = check.get();
      registry.register(made);
      // Those that are no listeners are not asked for as such.
      Listeners.add(context, made);
      added.add(made);
    }
  }

  void end() {
    for (HealthCheck check : added) {
      registry.unregister(check);
      Listeners.remove(context, check);
    }
  }
}
