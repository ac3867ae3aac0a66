package io.dromedary.observe;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.store.Store;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while callbacks cannot be kept: the store, its bounds, or a route without a verdict. */
public final class StoreHealth extends AbstractHealthCheck {
  private final Store store;

  public StoreHealth(Store store) {
    super("dromedary", "store");
    this.store = store;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    CamelContext context = getCamelContext();
    builder.detail("unrouted", store.unrouted());
    builder.detail("backlog", store.pendingDeliveries().toString());
    builder.detail("deadLetters", store.deadLetters().toString());
    if (context.hasComponent("inbox") instanceof InboxComponent inbox && !inbox.isOpen()) {
      builder.message("callbacks are answered 503: " + inbox.whyClosed()).down();
    } else {
      builder.up();
    }
  }
}
