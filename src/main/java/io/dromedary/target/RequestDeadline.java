package io.dromedary.target;

import java.io.IOException;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a request as a whole: the time-outs of a connection begin anew with every byte, so that a
 * partner that drips could hold an attempt for ever, and no interrupt moves a thread that reads
 * from a socket. Thread-safe.
 */
final class RequestDeadline implements ExecChainHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDeadline.class);

  /** How late a request may be ended. */
  private static final long LOOK_MILLIS = 100;

  /** Looked through from time to time: a timer for each request costs more than the request. */
  private static final Set<UnderWay> REQUESTS = ConcurrentHashMap.newKeySet();

  static {
    new Timer("partner-deadline", true)
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                look();
              }
            },
            LOOK_MILLIS,
            LOOK_MILLIS);
  }

  private final long nanos;

  RequestDeadline(Timeout deadline) {
    this.nanos = deadline.toNanoseconds();
  }

  /** A request and the end of its time. Equal to itself only. */
  private static final class UnderWay {
    private final Cancellable request;
    private final long end;

    UnderWay(Cancellable request, long end) {
      this.request = request;
      this.end = end;
    }
  }

  private static void look() {
    long now = System.nanoTime();
    for (UnderWay request : REQUESTS) {
      if (now - request.end >= 0) {
        cancel(request.request);
      }
    }
  }

  /** One that cannot be ended must not keep the others from it. */
  private static void cancel(Cancellable request) {
    try {
      request.cancel();
    } catch (RuntimeException e) {
      LOG.warn("A request is over its time, and cannot be ended: {}", e.toString());
    }
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!(scope.originalRequest instanceof Cancellable whole)) {
      return chain.proceed(request, scope);
    }
    UnderWay underWay = new UnderWay(whole, System.nanoTime() + nanos);
    REQUESTS.add(underWay);
    try {
      return chain.proceed(request, scope);
    } finally {
      REQUESTS.remove(underWay);
    }
  }
}
