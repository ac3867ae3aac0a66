package io.dromedary.observe;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.store.NodeStatus;
import io.dromedary.store.Store;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Down while callbacks cannot be kept: the store, its bounds, or a route without a verdict. */
public final class StoreHealth extends AbstractHealthCheck {
  private final Store store;
  private final InboxComponent inbox;

  public StoreHealth(Store store, InboxComponent inbox) {
    super("dromedary", "store");
    this.store = store;
    this.inbox = inbox;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.detail("unrouted", store.unrouted());
    builder.detail("backlog", store.pendingDeliveries().toString());
    builder.detail("deadLetters", store.deadLetters().toString());
    builder.detail("diskFree", inbox.diskFree());
    NodeStatus node = store.node();
    if (node != null) {
      builder.detail("node", node.id() + " (" + node.name() + ")");
      builder.detail("leaseHeld", node.leaseHeld());
    }
    String closed = inbox.whyClosed();
    if (closed == null) {
      if (node != null && !node.leaseHeld()) {
        builder.message(
            "degraded: the lease of node "
                + node.name()
                + " has run out; other nodes take over what it has in hand");
      }
      builder.up();
    } else {
      builder.message("callbacks are answered 503: " + closed).down();
    }
  }
}
