package io.dromedary.callback;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, in the order in which they came, and who of them has to go
 * when there is no room for one more. Clients that send slowly give way: an honest one has sent its
 * request within a moment. Belongs to its event loop.
 */
final class Crowd {
  /** Nobody has to go who came less than this ago, however crowded it is. */
  private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);

  private final CallbackHttpServer server;
  private final long patience;
  private final Map<HttpConnection, CallbackConnection> connections = new LinkedHashMap<>();

  Crowd(CallbackHttpServer server) {
    this.server = server;
    this.patience =
        Math.max(SHORTEST_PATIENCE.toNanos(), server.limits().bodyTimeout().dividedBy(8).toNanos());
  }

  @Nullable CallbackConnection of(HttpConnection http) {
    return connections.get(http);
  }

  void add(HttpConnection http, CallbackConnection connection) {
    connections.put(http, connection);
  }

  void remove(HttpConnection http) {
    CallbackConnection gone = connections.remove(http);
    if (gone != null) {
      gone.gone();
      server.connectionClosed();
    }
  }

  /** A copy: who is told to go leaves. */
  List<CallbackConnection> all() {
    return new ArrayList<>(connections.values());
  }

  /** Closes the connection that has been at one request for the longest; false when none has. */
  boolean makeRoomForConnection() {
    CallbackConnection slowest = longest(CallbackConnection::isUnfinished);
    if (slowest == null) {
      return false;
    }
    close(slowest);
    return true;
  }

  /** Refuses the body that has been on its way for the longest; false when none has. */
  boolean makeRoomForBody(CallbackConnection other) {
    CallbackConnection slowest =
        longest(connection -> connection != other && connection.holdsUnfinishedBody());
    return slowest != null && slowest.refuse(Refusal.BUDGET);
  }

  /** Closes the connection whose headers take most; false when that is this one. */
  boolean makeRoomForHeaders(CallbackConnection other) {
    CallbackConnection largest = other;
    for (CallbackConnection connection : connections.values()) {
      if (connection.headerBytes() > largest.headerBytes()) {
        largest = connection;
      }
    }
    close(largest);
    return largest != other;
  }

  private void close(CallbackConnection connection) {
    server.refused(Refusal.CROWDED);
    // At once, and not when the system has closed it: the room is needed now.
    remove(connection.http());
    connection.discard();
  }

  private @Nullable CallbackConnection longest(Predicate<CallbackConnection> which) {
    long now = server.nanoTime();
    CallbackConnection longest = null;
    long since = patience;
    for (CallbackConnection connection : connections.values()) {
      long lasted = connection.lasted(now);
      if (lasted >= since && which.test(connection)) {
        longest = connection;
        since = lasted + 1;
      }
    }
    return longest;
  }
}
