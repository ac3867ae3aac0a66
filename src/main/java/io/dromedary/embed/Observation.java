package io.dromedary.embed;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.store.Store;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows an operator of the application what the inbox does, through what the application has for
 * that: a meter registry, a registry of health checks. Either may be missing, and so may its
 * classes.
 */
final class Observation {
  private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

  private final @Nullable HostMeters meters;
  private final @Nullable HostHealth health;

  private Observation(@Nullable HostMeters meters, @Nullable HostHealth health) {
    this.meters = meters;
    this.health = health;
  }

  static Observation begin(InboxComponent inbox, Store store) {
    CamelContext context = inbox.getCamelContext();
    return new Observation(
        has("io.micrometer.core.instrument.MeterRegistry")
            ? HostMeters.begin(context, inbox, store)
            : null,
        has("org.apache.camel.impl.health.AbstractHealthCheck")
            ? HostHealth.begin(context, inbox, store)
            : null);
  }

  private static boolean has(String type) {
    try {
      Class.forName(type, false, Observation.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      LOG.debug("This application does without {}", type);
      return false;
    }
  }

  /** The store was opened by us. */
  void opened(OpenedStore store) {
    if (meters != null) {
      meters.opened(store);
    }
  }

  void end() {
    if (meters != null) {
      meters.end();
    }
    if (health != null) {
      health.end();
    }
  }
}
