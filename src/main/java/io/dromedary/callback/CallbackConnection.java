package io.dromedary.callback;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the one deadline that it is under at any time. Belongs to its event loop; the
 * sweep of that loop asks it whether the deadline has passed, so that no request needs a timer.
 */
final class CallbackConnection {
  /** How long an answer that ends a connection may take to reach a client that still sends. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final HttpConnection http;
  private final Duration keepAliveTimeout;
  private @Nullable CallbackRequest current;
  private boolean seen;
  private boolean closing;
  private long deadline;

  CallbackConnection(HttpConnection http, HttpLimits limits, long now) {
    this.http = http;
    this.keepAliveTimeout = limits.keepAliveTimeout();
    this.deadline = now + limits.headerTimeout().toNanos();
  }

  void begins(CallbackRequest request, long bodyDeadline) {
    seen = true;
    current = request;
    deadline = bodyDeadline;
  }

  boolean isClosing() {
    return closing;
  }

  /**
   * Reads nothing more until the answer is written: pipelined requests wait in the socket, not in
   * memory.
   */
  void pauseReading() {
    if (http instanceof ConnectionBase connection) {
      connection.doPause();
    }
  }

  void resumeReading() {
    if (http instanceof ConnectionBase connection) {
      connection.doResume();
    }
  }

  /** Request and answer are complete: the next request has its time. */
  void ends(CallbackRequest request, long now) {
    if (current == request) {
      current = null;
      deadline = now + keepAliveTimeout.toNanos();
    }
  }

  /**
   * The answer is the last one here. What the client still sends is read and thrown away for a
   * moment: closing at once would reset the connection, and the client would not see the answer.
   */
  void closesSoon(long now) {
    seen = true;
    closing = true;
    deadline = now + LINGER.toNanos();
  }

  void close() {
    http.close();
  }

  /** The server goes: a request without an answer gets the one that it can have. */
  void cut() {
    CallbackRequest request = current;
    if (request != null && !closing) {
      request.cut();
    }
  }

  /** Ends what is overdue. Returns whether the connection never got its headers together. */
  boolean sweep(long now) {
    if (now - deadline < 0) {
      return false;
    }
    CallbackRequest request = current;
    if (request != null && !closing) {
      request.overdue(now);
      return false;
    }
    close();
    return !seen;
  }
}
