package io.dromedary.inbox;

import io.dromedary.catalogue.Checked;
import io.dromedary.store.Accepted;
import io.dromedary.store.Settlement;
import java.time.Duration;

/**
 * Told what becomes of callbacks and events. Found in the registry by type; must be thread-safe and
 * quick: about callbacks it is told where their requests are answered.
 */
public interface InboxListener {
  /**
   * A callback was kept, or known already. It is answered 200, or was answered 503 before when its
   * commit came behind the deadline.
   */
  default void accepted(String source, Accepted accepted) {}

  /** An event was kept that has no order key although its inbox asks for one. */
  default void unkeyed(String source) {}

  /**
   * A callback was answered 503.
   *
   * @param reason {@code closed} (no verdict of the signature processor), {@code bound}, {@code
   *     disk}, {@code waiting}, {@code store} or {@code deadline}
   */
  default void refused(String source, String reason) {}

  /** The routing of an event ended, this long after the callback was received. */
  default void settled(String source, Settlement settlement, Duration sinceReceived) {}

  /**
   * An event whose routing ended had been checked against the schema of its type.
   *
   * @param checked what came of the check
   */
  default void checked(String source, Checked.Result checked) {}

  /**
   * A run ended after its event had been taken over by another process; what it made is dropped.
   */
  default void discarded(String source) {}

  /** A run failed and is repeated. */
  default void runFailed(String source) {}
}
