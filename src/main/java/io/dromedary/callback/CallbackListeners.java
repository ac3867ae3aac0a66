package io.dromedary.callback;

import io.dromedary.event.Listeners;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of the registry as one. */
final class CallbackListeners implements CallbackListener {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackListeners.class);

  private final RateLimit failures = RateLimit.everyTenSeconds();
  private volatile Set<CallbackListener> listeners = Set.of();

  /** Routes and their beans are made after the server: it looks again when all is started. */
  void find(CamelContext context) {
    listeners = Listeners.of(context, CallbackListener.class);
  }

  void refused(Refusal refusal) {
    refused(refusal.reason(), refusal.status());
  }

  @Override
  public void refused(String reason, int status) {
    for (CallbackListener listener : listeners) {
      try {
        listener.refused(reason, status);
      } catch (RuntimeException e) {
        long left = failures.permit();
        if (left >= 0) {
          LOG.warn(
              "{} failed to note a refusal ({}), {} more before: {}",
              listener.getClass().getName(),
              reason,
              left,
              e.toString());
        }
      }
    }
  }
}
