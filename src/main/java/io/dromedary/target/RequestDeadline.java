package io.dromedary.target;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;

/**
 * Ends a request as a whole: the time-outs of a connection begin anew with every byte, so that a
 * partner that drips could hold an attempt for ever, and no interrupt moves a thread that reads
 * from a socket. Thread-safe.
 */
final class RequestDeadline implements ExecChainHandler {
  /** How late a request may be ended. */
  private static final long LOOK_MILLIS = 100;

  /** Looked through from time to time: a timer for each request costs more than the request. */
  private static final Set<UnderWay> REQUESTS = ConcurrentHashMap.newKeySet();

  static {
    Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "partner-deadline");
              thread.setDaemon(true);
              return thread;
            })
        .scheduleWithFixedDelay(
            RequestDeadline::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
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
        request.request.cancel();
      }
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
