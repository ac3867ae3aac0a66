package io.dromedary.target;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
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
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "partner-deadline");
            thread.setDaemon(true);
            return thread;
          });

  private final Timeout deadline;

  RequestDeadline(Timeout deadline) {
    this.deadline = deadline;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!(scope.originalRequest instanceof Cancellable whole)) {
      return chain.proceed(request, scope);
    }
    Future<?> end = TIMER.schedule(whole::cancel, deadline.toMilliseconds(), TimeUnit.MILLISECONDS);
    try {
      return chain.proceed(request, scope);
    } finally {
      end.cancel(false);
    }
  }
}
