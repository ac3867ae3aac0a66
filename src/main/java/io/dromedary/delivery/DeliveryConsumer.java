package io.dromedary.delivery;

import io.dromedary.cloudevent.CloudEventMessage;
import io.dromedary.cloudevent.ContentMode;
import io.dromedary.event.EventHeaders;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.inbox.ClaimingConsumer;
import io.dromedary.inbox.EventExchange;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.camel.CamelException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts what is due for one target, with threads of its own, and records what became of it. A
 * target that is down holds up nobody but itself.
 */
final class DeliveryConsumer extends ClaimingConsumer<StoredDelivery>
    implements TargetRoute, Attempts.Surroundings {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryConsumer.class);

  private final String target;
  private final DeliveryComponent component;
  private final TargetPolicy policy;
  private final @Nullable ContentMode cloudEvents;
  private @Nullable Future<?> watch;

  /**
   * @param cloudEvents how the target gets each event as a CloudEvent; null: as it is
   */
  DeliveryConsumer(
      DeliveryEndpoint endpoint,
      Processor processor,
      TargetPolicy policy,
      @Nullable ContentMode cloudEvents) {
    super(
        endpoint,
        processor,
        endpoint.getComponent().consumers(),
        endpoint.getTarget(),
        policy.concurrency());
    this.target = endpoint.getTarget();
    this.component = endpoint.getComponent();
    this.policy = policy;
    this.cloudEvents = cloudEvents;
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    requireLeaseAboveAttempt(component.store().lease());
    LOG.info(
        "Target {}: {}{}",
        target,
        policy.describe(),
        cloudEvents == null
            ? ""
            : "; as CloudEvents, " + cloudEvents.name().toLowerCase(Locale.ROOT));
  }

  private void requireLeaseAboveAttempt(@Nullable Duration lease) {
    if (lease != null && policy.attemptTimeout().compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "delivery:"
              + target
              + ": option attemptTimeout is "
              + RedeliveryPolicy.readable(policy.attemptTimeout())
              + "; it must be shorter than dromedary.store.lease, "
              + RedeliveryPolicy.readable(lease)
              + ", after which another node takes over");
    }
  }

  @Override
  protected Store.Registration listen(Runnable wake) {
    return component.store().onDeliveries(target, wake);
  }

  @Override
  protected ClaimLoop.Work<StoredDelivery> work() {
    // Anew after each pause: whoever starts a target again wants to see it tried.
    Attempts attempts = new Attempts(target, policy, this, this);
    forgetState();
    watch = component.often(attempts::look);
    return attempts;
  }

  @Override
  protected void doSuspend() {
    super.doSuspend();
    unwatch();
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    unwatch();
    forgetState();
  }

  /** What was said of attempts that are over says nothing of the next ones. */
  private void forgetState() {
    tell(listener -> listener.circuit(target, Circuit.CLOSED, null));
    tell(listener -> listener.stuck(target, 0, policy.concurrency()));
  }

  private void unwatch() {
    Future<?> ended = watch;
    watch = null;
    if (ended != null) {
      ended.cancel(false);
    }
  }

  @Override
  public Store store() {
    return component.store();
  }

  @Override
  public Clock clock() {
    return component.clock();
  }

  @Override
  public LongSupplier nanoTime() {
    return System::nanoTime;
  }

  @Override
  public void tell(Consumer<DeliveryListener> what) {
    component.tell(what);
  }

  @Override
  public void lookForWork() {
    wake();
  }

  @Override
  public @Nullable Throwable deliver(StoredDelivery delivery) {
    Exchange exchange = createExchange(false);
    try {
      fill(exchange, delivery);
      if (cloudEvents != null) {
        CloudEventMessage.wrap(exchange.getMessage(), cloudEvents);
      }
      getProcessor().process(exchange);
      Exception exception = exchange.getException();
      if (exception != null) {
        LOG.debug("Delivery {} to target {} failed", delivery.id(), target, exception);
        return exception;
      }
      return exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()
          ? new CamelException("the route marked the exchange as rolled back")
          : null;
    } catch (Throwable e) {
      LOG.debug("Delivery {} to target {} failed", delivery.id(), target, e);
      return e;
    } finally {
      releaseExchange(exchange, false);
    }
  }

  private static void fill(Exchange exchange, StoredDelivery delivery) {
    EventExchange.fill(exchange, delivery.event());
    exchange.setProperty(ExchangeProperties.SIGNED_BODY, delivery.event().body());
    Message message = exchange.getMessage();
    Snapshot.readHeaders(delivery.headers()).forEach(message::setHeader);
    message.setHeader(EventHeaders.TARGET, delivery.target());
    message.setHeader(EventHeaders.ATTEMPT, delivery.tried() + 1);
    byte[] body = delivery.body();
    if (body != null) {
      message.setBody(body);
    }
  }
}
