package io.dromedary.observe;

import io.dromedary.delivery.DeliveryListener;
import io.dromedary.store.AttemptRecord;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers how each target failed last. Thread-safe. */
public final class LastFailures implements DeliveryListener {
  private final Map<String, LastFailure> byTarget = new ConcurrentHashMap<>();

  /**
   * An attempt that failed.
   *
   * @param at when it ended
   * @param reason in short
   */
  public record LastFailure(Instant at, String reason) {}

  @Override
  public void attempted(AttemptRecord attempt) {
    String reason = attempt.reason();
    if (reason != null) {
      byTarget.put(attempt.target(), new LastFailure(attempt.began().plus(attempt.took()), reason));
    }
  }

  /** The last one since the start; null for none. */
  public @Nullable LastFailure of(String target) {
    return byTarget.get(target);
  }
}
