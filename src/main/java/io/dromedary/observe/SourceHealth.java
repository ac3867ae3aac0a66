package io.dromedary.observe;

import io.dromedary.signature.Rejection;
import io.dromedary.signature.SignatureListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a provider is refused where it should not be: a run of well-formed callbacks that
 * none of our secrets verifies, or one event that is refused again and again. Either way the
 * provider will deactivate its webhook in the end.
 *
 * <p>This degrades health and does not take it down: another instance would refuse them as well.
 */
public final class SourceHealth extends AbstractHealthCheck implements SignatureListener {
  private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);
  private static final int RUN = 10;
  private static final int REPEATS = 4;
  private static final int MAX_REMEMBERED = 1_000;

  private final Map<String, State> states = new TreeMap<>();

  public SourceHealth() {
    super("dromedary", "sources");
  }

  @Override
  public synchronized void authenticated(String source) {
    State state = states.get(source);
    if (state != null && state.degraded != null) {
      LOG.info("Source {}: a callback was authentic again", source);
    }
    states.remove(source);
  }

  @Override
  public synchronized void refused(
      String source, Rejection rejection, @Nullable String fingerprint) {
    if (!rejection.wellFormed()) {
      return;
    }
    State state = states.computeIfAbsent(source, s -> new State());
    state.run++;
    int repeats = fingerprint == null ? 0 : state.repeats.merge(fingerprint, 1, Integer::sum);
    if (state.degraded == null && repeats >= REPEATS) {
      degrade(source, state, "one event was refused " + repeats + " times", rejection);
    } else if (state.degraded == null && state.run >= RUN) {
      degrade(
          source,
          state,
          state.run + " callbacks in a row were refused and none accepted",
          rejection);
    }
  }

  private static void degrade(String source, State state, String what, Rejection rejection) {
    state.degraded = what + " (" + rejection.label() + ")";
    LOG.warn(
        "Source {}: {}. Compare its secret with the one at the provider, before the provider"
            + " deactivates the webhook",
        source,
        state.degraded);
  }

  @Override
  protected synchronized void doCall(
      HealthCheckResultBuilder builder, Map<String, Object> options) {
    states.forEach(
        (source, state) -> {
          if (state.degraded != null) {
            builder.detail("degraded." + source, state.degraded);
          }
        });
    builder.up();
  }

  private static final class State {
    private int run;
    private @Nullable String degraded;
    private final Map<String, Integer> repeats =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_REMEMBERED;
          }
        };
  }
}
