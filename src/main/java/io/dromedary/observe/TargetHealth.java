package io.dromedary.observe;

import io.dromedary.delivery.Circuit;
import io.dromedary.delivery.DeliveryListener;
import io.dromedary.store.AttemptRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Says which targets are not delivered to: their circuit is open, or all their attempts hang.
 *
 * <p>This degrades health and does not take it down: callbacks are kept all the same, and another
 * instance would not reach the target either.
 */
public final class TargetHealth extends AbstractHealthCheck implements DeliveryListener {
  private final Map<String, String> open = new TreeMap<>();
  private final Map<String, String> stalled = new TreeMap<>();

  public TargetHealth() {
    super("dromedary", "targets");
  }

  @Override
  public void attempted(AttemptRecord attempt) {
    // One attempt says nothing of its target; the circuit does.
  }

  @Override
  public synchronized void circuit(String target, Circuit circuit, @Nullable String reason) {
    if (circuit == Circuit.CLOSED) {
      open.remove(target);
    } else if (reason != null) {
      open.put(target, "circuit open: " + reason);
    }
  }

  @Override
  public synchronized void stuck(String target, int stuck, int slots) {
    if (stuck < slots) {
      stalled.remove(target);
    } else {
      stalled.put(target, "stalled: all " + slots + " attempts hang");
    }
  }

  @Override
  protected synchronized void doCall(
      HealthCheckResultBuilder builder, Map<String, Object> options) {
    Map<String, String> degraded = new TreeMap<>(open);
    stalled.forEach((target, why) -> degraded.merge(target, why, (a, b) -> b + ", " + a));
    if (!degraded.isEmpty()) {
      builder.message(
          degraded.entrySet().stream()
              .map(target -> target.getKey() + ": " + target.getValue())
              .collect(Collectors.joining("; ", "degraded: ", "")));
    }
    builder.up();
  }
}
