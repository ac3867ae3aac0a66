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
  private final Crowd crowd;
  private final ByteBudget.Share headers;
  private final Duration keepAliveTimeout;
  private @Nullable CallbackRequest current;
  private boolean seen;
  private boolean closing;
  private boolean paused;
  private long since;
  private long deadline;

  CallbackConnection(HttpConnection http, CallbackHttpServer server, Crowd crowd, long now) {
    this.http = http;
    this.crowd = crowd;
    this.headers = server.headerBudget().share();
    this.keepAliveTimeout = server.limits().keepAliveTimeout();
    this.since = now;
    this.deadline = now + server.limits().headerTimeout().toNanos();
  }

  HttpConnection http() {
    return http;
  }

  void begins(CallbackRequest request, long now, long bodyDeadline) {
    headers.release();
    seen = true;
    current = request;
    since = now;
    deadline = bodyDeadline;
  }

  /** Its request waits for the route of its path. */
  void waits(long until) {
    deadline = until;
  }

  /** Whether what comes next is the beginning of a request. */
  boolean awaitsHeaders() {
    return current == null && !closing;
  }

  /** Closes a connection, perhaps this one, when there is no room for so many headers. */
  void receivesHeaders(int cost) {
    while (!headers.grow(cost)) {
      if (!crowd.makeRoomForHeaders(this)) {
        return;
      }
    }
  }

  long headerBytes() {
    return headers.held();
  }

  /** Makes room for a body on this connection at the expense of one that is slow. */
  boolean makeRoomForBody() {
    return crowd.makeRoomForBody(this);
  }

  /** Whether a request has been begun here, or not even that, and not been received whole. */
  boolean isUnfinished() {
    CallbackRequest request = current;
    return !closing && (request == null ? !seen || headers.held() > 0 : request.isReading());
  }

  boolean holdsUnfinishedBody() {
    CallbackRequest request = current;
    return !closing && request != null && request.isReading() && request.held() > 0;
  }

  /** How long it has been at the same request, or at nothing. */
  long lasted(long now) {
    return now - since;
  }

  /** Gives its request an answer that is not that of its route; false when it has none. */
  boolean refuse(Refusal refusal) {
    CallbackRequest request = current;
    if (request == null) {
      return false;
    }
    request.refuse(refusal);
    return true;
  }

  /** It has left the crowd. */
  void gone() {
    headers.release();
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether what comes next can only be pipelined behind a request that is with its route. */
  boolean awaitsRoute() {
    CallbackRequest request = current;
    return request != null && request.isInRoute();
  }

  /**
   * Reads nothing more until the answer is written: pipelined requests wait in the socket, not in
   * memory. Only when one has come: few clients do that, and each pause costs two system calls.
   */
  void pauseReading() {
    if (http instanceof ConnectionBase connection) {
      paused = true;
      connection.doPause();
    }
  }

  void resumeReading() {
    if (paused && http instanceof ConnectionBase connection) {
      paused = false;
      connection.doResume();
    }
  }

  /** Request and answer are complete: the next request has its time. */
  void ends(CallbackRequest request, long now) {
    if (current == request) {
      current = null;
      since = now;
      deadline = now + keepAliveTimeout.toNanos();
    }
  }

  /**
   * The answer is the last one here. What the client still sends is read and thrown away for a
   * moment: closing at once would reset the connection, and the client would not see the answer.
   */
  void closesSoon(long now) {
    headers.release();
    seen = true;
    closing = true;
    deadline = now + LINGER.toNanos();
  }

  void close() {
    http.close();
  }

  /** Closes it and forgets at once what was received on it. */
  void discard() {
    closing = true;
    CallbackRequest request = current;
    if (request != null) {
      request.forget();
    }
    if (http instanceof ConnectionBase connection) {
      HeaderMeter.forget(connection.channel().pipeline());
    }
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
