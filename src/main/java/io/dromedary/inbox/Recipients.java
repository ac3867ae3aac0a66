package io.dromedary.inbox;

import io.dromedary.store.Settlement.NewDelivery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The targets that one run of an event's route names. Put on the exchange by the consumer of the
 * inbox, filled by {@code to: delivery:<target>} on that exchange and on every copy that the route
 * makes of it, and sealed when the run is settled. Thread-safe.
 */
public final class Recipients {
  /** The exchange property that holds them. */
  public static final String PROPERTY = "CamelInboxRecipients";

  private final byte[] signed;
  private final Map<String, NewDelivery> byTarget = new LinkedHashMap<>();
  private boolean sealed;
  private final Map<Object, Throwable> failures = new LinkedHashMap<>();

  /**
   * @param signed the body of the event as it was signed
   */
  Recipients(byte[] signed) {
    this.signed = signed;
  }

  /** The body of the event as it was signed: to be referred to, not copied, by a delivery of it. */
  public byte[] signed() {
    return signed;
  }

  /**
   * Adds a target.
   *
   * @throws IllegalStateException when the run is settled already, or when it named this target
   *     before with another body or other headers
   */
  public synchronized void add(NewDelivery delivery) {
    if (sealed) {
      throw new IllegalStateException(
          "delivery:"
              + delivery.target()
              + " was reached after the run of this event had been settled; a step that goes on in"
              + " the background (wireTap, seda, a multicast with a time-out) cannot deliver");
    }
    NewDelivery earlier = byTarget.putIfAbsent(delivery.target(), delivery);
    if (earlier != null && !same(earlier, delivery)) {
      throw new IllegalStateException(
          "delivery:"
              + delivery.target()
              + " was named twice for one event, with different bodies or headers; name it once, or"
              + " give the second one a target of its own");
    }
  }

  private static boolean same(NewDelivery one, NewDelivery other) {
    return Arrays.equals(one.body(), other.body())
        && Objects.equals(one.headers(), other.headers());
  }

  /** Remembers that a step failed, whatever the route makes of that. */
  synchronized void failed(Object step, Throwable cause) {
    failures.put(step, cause);
  }

  /** The step was repeated by Camel's own redelivery and succeeded: nothing is left to tell. */
  synchronized void recovered(Object step) {
    failures.remove(step);
  }

  /** What failed first inside the run; null when nothing did. */
  synchronized @Nullable Throwable failure() {
    return failures.isEmpty() ? null : failures.values().iterator().next();
  }

  /** Ends the run: nothing can be added any more. */
  synchronized List<NewDelivery> seal() {
    sealed = true;
    return new ArrayList<>(byTarget.values());
  }
}
