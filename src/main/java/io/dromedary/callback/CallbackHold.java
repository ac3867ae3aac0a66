package io.dromedary.callback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * While it is open, requests to some routes wait, with their bodies received, so that these routes
 * can be replaced; when it is closed, they go to the route that is at their path by then. A request
 * that has waited for too long gets 503, well before its sender gives up. What waits is bounded as
 * every request is: by connections, and by the bytes of bodies in flight. Thread-safe.
 */
public final class CallbackHold implements AutoCloseable {
  /** A sweep comes up to half a second later; then 3 s are left of the 5 s that iTwin waits. */
  static final Duration LONGEST_WAIT = Duration.ofMillis(1500);

  private final CallbackHttpServer server;
  private final Set<String> routeIds;
  private final List<CallbackConsumer> consumers = new ArrayList<>();
  private final Queue<CallbackRequest> waiting = new ConcurrentLinkedQueue<>();

  CallbackHold(CallbackHttpServer server, Set<String> routeIds) {
    this.server = server;
    this.routeIds = Set.copyOf(routeIds);
  }

  boolean covers(String routeId) {
    return routeIds.contains(routeId);
  }

  synchronized void take(CallbackConsumer consumer) {
    consumers.add(consumer);
    consumer.door().hold(this);
  }

  void add(CallbackRequest request) {
    waiting.add(request);
  }

  /**
   * Waits until no request is inside these routes.
   *
   * @return whether that is so
   */
  public boolean awaitEmpty(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean empty = true;
    for (CallbackConsumer consumer : held()) {
      empty &= consumer.door().awaitEmpty(deadline);
    }
    return empty;
  }

  private synchronized List<CallbackConsumer> held() {
    return List.copyOf(consumers);
  }

  /** Lets go on what waits. */
  @Override
  public void close() {
    server.holdEnded();
    held().forEach(CallbackConsumer::released);
    CallbackRequest next;
    while ((next = waiting.poll()) != null) {
      CallbackRequest request = next;
      request.context().runOnContext(v -> request.again());
    }
  }
}
