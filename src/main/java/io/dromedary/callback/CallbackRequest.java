package io.dromedary.callback;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/**
 * One request on its way from the end of its headers to the end of its answer. All methods run on
 * the event loop of the connection.
 */
final class CallbackRequest {
  private enum State {
    READING,
    /** For the route of its path, which is being replaced. */
    WAITING,
    IN_ROUTE,
    ANSWERED,
    GONE
  }

  /**
   * A body up to this size is read to its end even when it is refused: cheaper than a new
   * connection.
   */
  private static final int SMALL = 64 * 1024;

  private static final byte[] NONE = {};

  private final HttpServerRequest http;
  private final CallbackConnection connection;
  private final CallbackHttpServer server;
  private final Context context;
  private final ByteBudget.Share share;
  private final long announced;
  private final BodyBytes body;
  private byte[] received = NONE;
  private State state = State.READING;
  private boolean complete;
  private boolean left;
  private boolean entering;

  CallbackRequest(
      HttpServerRequest http,
      CallbackConnection connection,
      CallbackHttpServer server,
      Context context) {
    this.http = http;
    this.connection = connection;
    this.server = server;
    this.context = context;
    this.share = server.budget().share();
    this.announced = announced(http);
    this.body = new BodyBytes(announced);
  }

  HttpServerRequest http() {
    return http;
  }

  Context context() {
    return context;
  }

  /** From here on the request counts as in flight, until its answer is written or it is gone. */
  void begin(long now) {
    server.inFlight().enter();
    connection.begins(this, now, now + server.limits().bodyTimeout().toNanos());
    http.exceptionHandler(e -> gone());
    http.endHandler(v -> refusedToItsEnd());
  }

  /** Reads the body and gives it to the route. */
  void receive(CallbackConsumer consumer, Map<String, String> pathParameters) {
    if (announced > server.limits().maxBodySize()) {
      refuse(Refusal.BODY);
      return;
    }
    while (!server.budget().hasRoomFor(Math.max(announced, 0))) {
      if (!connection.makeRoomForBody()) {
        refuse(Refusal.BUDGET);
        return;
      }
    }
    if (expectsContinue()) {
      http.response().writeContinue();
    }
    http.handler(this::append);
    http.endHandler(v -> received(consumer, pathParameters));
  }

  void refuse(Refusal refusal) {
    refuse(refusal, refusal.answer());
  }

  void refuse(Refusal refusal, Answer answer) {
    server.refused(refusal);
    boolean closes =
        refusal == Refusal.DRAINING || refusal == Refusal.BODY_TIMEOUT || leavesTooMuchUnread();
    forget();
    answer(answer, closes);
  }

  /** What has come of its body is not needed any more. */
  void forget() {
    if (state == State.READING || state == State.WAITING) {
      body.forget();
      received = NONE;
    }
    share.release();
  }

  /** Answers without a body having been wanted. */
  void answer(Answer answer) {
    answer(answer, leavesTooMuchUnread());
  }

  /**
   * The body did not come in time; or its route was not there in time; or what was to be thrown
   * away did not end in time.
   */
  void overdue(long now) {
    if (state == State.READING) {
      refuse(Refusal.BODY_TIMEOUT);
    } else if (state == State.WAITING) {
      refuse(Refusal.STOPPED);
    } else if (state == State.ANSWERED) {
      connection.close();
    }
  }

  /** Whatever its route will say comes too late. */
  void cut() {
    if (state == State.READING || state == State.WAITING || state == State.IN_ROUTE) {
      refuse(Refusal.DRAINING);
    }
  }

  private void append(Buffer chunk) {
    if (state != State.READING) {
      return;
    }
    if (body.length() + (long) chunk.length() > server.limits().maxBodySize()) {
      refuse(Refusal.BODY);
      return;
    }
    while (!share.grow(chunk.length())) {
      if (!connection.makeRoomForBody()) {
        refuse(Refusal.BUDGET);
        return;
      }
    }
    body.append(chunk);
  }

  boolean isInRoute() {
    return state == State.IN_ROUTE || state == State.WAITING;
  }

  boolean isReading() {
    return state == State.READING;
  }

  /** Bytes of its body that are here. */
  long held() {
    return share.held();
  }

  private void received(CallbackConsumer consumer, Map<String, String> pathParameters) {
    if (state != State.READING) {
      refusedToItsEnd();
      return;
    }
    complete = true;
    received = body.toByteArray();
    body.forget();
    if (!enter(consumer, pathParameters)) {
      // The route that was there when it came has been replaced.
      server.dispatchAgain(this);
    }
  }

  /**
   * Gives it to a route, or has it wait while that is being replaced.
   *
   * @return false when the route has stopped
   */
  boolean enter(CallbackConsumer consumer, Map<String, String> pathParameters) {
    Door.Entry entry = consumer.door().enter(this);
    if (entry == Door.Entry.SHUT) {
      return false;
    }
    if (entry == Door.Entry.WAITS) {
      if (state == State.READING) {
        state = State.WAITING;
        connection.waits(server.nanoTime() + CallbackHold.LONGEST_WAIT.toNanos());
      }
      return true;
    }
    byte[] bytes = received;
    received = NONE;
    state = State.IN_ROUTE;
    entering = true;
    consumer.process(this, bytes, pathParameters, this::routed);
    entering = false;
    return true;
  }

  /** Waits no more: there may be another route at its path now. */
  void again() {
    if (state == State.WAITING) {
      server.dispatchAgain(this);
    }
  }

  /** The route has ended; any thread. Its body is not needed any more, whatever the client does. */
  private void routed(Answer answer) {
    share.release();
    // Not from within its beginning: pipelined requests would be answered deeper and deeper there.
    if (Context.isOnEventLoopThread() && Vertx.currentContext() == context && !entering) {
      answer(answer, false);
    } else {
      context.runOnContext(v -> answer(answer, false));
    }
  }

  private void answer(Answer answer, boolean closes) {
    HttpServerResponse response = http.response();
    connection.resumeReading();
    if (state == State.GONE || state == State.ANSWERED || response.closed()) {
      state = State.GONE;
      leave();
      return;
    }
    state = State.ANSWERED;
    long now = server.nanoTime();
    if (closes || connection.isClosing() || server.isDraining()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      connection.closesSoon(now);
    } else if (complete) {
      // Before the end of the response: that hands the next pipelined request over at once.
      connection.ends(this, now);
    }
    answer.onto(response);
    response.end(answer.body()).onComplete(written -> answered());
  }

  private void answered() {
    leave();
    if (complete && connection.isClosing()) {
      connection.close();
    }
  }

  private void refusedToItsEnd() {
    complete = true;
    if (state != State.ANSWERED) {
      return;
    }
    if (connection.isClosing()) {
      connection.close();
    } else {
      connection.ends(this, server.nanoTime());
    }
  }

  /**
   * The client closed the connection. A route that has begun goes on: it may be storing the event.
   */
  private void gone() {
    if (state == State.READING || state == State.WAITING) {
      forget();
      leave();
    }
    state = State.GONE;
  }

  private void leave() {
    if (!left) {
      left = true;
      server.inFlight().leave();
    }
  }

  private boolean leavesTooMuchUnread() {
    return !complete && (expectsContinue() || isChunked() || announced > SMALL);
  }

  private boolean expectsContinue() {
    return "100-continue".equalsIgnoreCase(http.getHeader(HttpHeaders.EXPECT));
  }

  private boolean isChunked() {
    return http.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private static long announced(HttpServerRequest http) {
    String length = http.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? -1 : Long.parseLong(length.trim());
  }
}
