package io.dromedary.callback;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop: takes them, sweeps them, and hands their requests over. */
final class CallbackVerticle extends AbstractVerticle {
  private final CallbackHttpServer server;
  private final HttpServerOptions options;
  private final Crowd crowd;

  CallbackVerticle(CallbackHttpServer server, HttpServerOptions options) {
    this.server = server;
    this.options = options;
    this.crowd = new Crowd(server);
  }

  @Override
  public void start(Promise<Void> started) {
    HttpServer http = vertx.createHttpServer(options);
    http.connectionHandler(this::connected);
    http.requestHandler(this::requested);
    http.invalidRequestHandler(this::malformed);
    vertx.setPeriodic(sweepMillis(), timer -> sweep());
    http.listen()
        .onSuccess(
            listening -> {
              server.serves(listening);
              server.listensOn(listening.actualPort());
            })
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private void connected(HttpConnection http) {
    if (!server.connectionOpened()
        && !(crowd.makeRoomForConnection() && server.connectionOpened())) {
      server.refused(Refusal.CONNECTIONS);
      http.close();
      return;
    }
    CallbackConnection connection = new CallbackConnection(http, server, crowd, server.nanoTime());
    crowd.add(http, connection);
    http.closeHandler(closed -> crowd.remove(http));
    if (http instanceof ConnectionBase base) {
      new HeaderMeter(connection, server.limits().maxHeaderSize()).addTo(base.channel().pipeline());
    }
  }

  private void requested(HttpServerRequest request) {
    CallbackConnection connection = crowd.of(request.connection());
    if (connection == null || connection.isClosing()) {
      return;
    }
    CallbackRequest callback =
        new CallbackRequest(request, connection, server, vertx.getOrCreateContext());
    callback.begin(server.nanoTime());
    server.dispatch(callback);
  }

  /**
   * The decoder gave up: it will find no further request on this connection. The response is left
   * without its end on purpose: the end would close the connection, and with it the answer, while
   * the client is still sending.
   */
  private void malformed(HttpServerRequest request) {
    CallbackConnection connection = crowd.of(request.connection());
    if (connection == null || connection.isClosing()) {
      return;
    }
    Refusal refusal = refusalOf(request.decoderResult().cause());
    server.refused(refusal);
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    Answer answer = refusal.answer();
    answer.onto(response);
    connection.closesSoon(server.nanoTime());
    response.write(answer.body());
  }

  private static Refusal refusalOf(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Refusal.REQUEST_LINE;
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return Refusal.HEADER;
    }
    return Refusal.MALFORMED;
  }

  private void sweep() {
    long now = server.nanoTime();
    boolean cutting = server.isCutting();
    for (CallbackConnection connection : crowd.all()) {
      if (cutting) {
        connection.cut();
      }
      if (connection.sweep(now)) {
        server.refused(Refusal.HEADER_TIMEOUT);
      }
    }
  }

  /** A twentieth of the shortest deadline: half a second by default. */
  private long sweepMillis() {
    HttpLimits limits = server.limits();
    long shortest =
        Math.min(
            Math.min(limits.headerTimeout().toMillis(), limits.bodyTimeout().toMillis()),
            limits.keepAliveTimeout().toMillis());
    return Math.max(10, Math.min(500, shortest / 20));
  }
}
