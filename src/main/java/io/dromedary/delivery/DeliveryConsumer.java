package io.dromedary.delivery;

import io.dromedary.event.EventHeaders;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.inbox.ClaimingConsumer;
import io.dromedary.inbox.EventExchange;
import io.dromedary.inbox.Reasons;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.UntilKept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
final class DeliveryConsumer extends ClaimingConsumer<StoredDelivery> {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryConsumer.class);

  private final String target;
  private final DeliveryComponent component;
  private final RedeliveryPolicy policy;
  private final int concurrency;

  DeliveryConsumer(DeliveryEndpoint endpoint, Processor processor, RedeliveryPolicy policy) {
    super(
        endpoint,
        processor,
        endpoint.getComponent().consumers(),
        endpoint.getTarget(),
        endpoint.getConcurrency());
    this.target = endpoint.getTarget();
    this.component = endpoint.getComponent();
    this.policy = policy;
    this.concurrency = endpoint.getConcurrency();
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    LOG.info("Target {}: {} at once; {}", target, concurrency, policy.describe());
  }

  @Override
  protected Store.Registration listen(Runnable wake) {
    return component.store().onDeliveries(target, wake);
  }

  @Override
  protected ClaimLoop.Work<StoredDelivery> work() {
    return new Attempts();
  }

  private final class Attempts implements ClaimLoop.Work<StoredDelivery> {
    @Override
    public List<StoredDelivery> claim(int max) {
      return component.store().claimDeliveries(target, max, component.clock().instant());
    }

    @Override
    public void release(StoredDelivery delivery) {
      component.store().releaseDelivery(delivery);
    }

    @Override
    public void work(StoredDelivery delivery, Runnable finished) {
      Instant began = component.clock().instant();
      long nanos = System.nanoTime();
      String failure = attempt(delivery);
      Duration took = Duration.ofNanos(System.nanoTime() - nanos);
      AttemptRecord record = AttemptEnd.of(delivery, failure, policy, began, took);
      report(delivery, record);
      UntilKept.keep(
          () -> component.store().record(record),
          owned -> {
            component.tell(
                listener -> {
                  if (owned) {
                    listener.attempted(record);
                  } else {
                    listener.discarded(record);
                  }
                });
            finished.run();
          },
          finished);
    }
  }

  private @Nullable String attempt(StoredDelivery delivery) {
    Exchange exchange = createExchange(false);
    try {
      fill(exchange, delivery);
      getProcessor().process(exchange);
      Exception exception = exchange.getException();
      if (exception != null) {
        LOG.debug("Delivery {} to target {} failed", delivery.id(), target, exception);
        return Reasons.of(exception);
      }
      return exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()
          ? "the route marked the exchange as rolled back"
          : null;
    } catch (Exception e) {
      LOG.debug("Delivery {} to target {} failed", delivery.id(), target, e);
      return Reasons.of(e);
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
    message.setHeader(EventHeaders.ATTEMPT, delivery.attempts() + 1);
    byte[] body = delivery.body();
    if (body != null) {
      message.setBody(body);
    }
  }

  private void report(StoredDelivery delivery, AttemptRecord record) {
    if (record.state() == DeliveryState.DELIVERED) {
      LOG.debug(
          "Event {} of source {} delivered to {} (attempt {}, {} ms)",
          delivery.event().eventId(),
          delivery.event().source(),
          target,
          record.attempts(),
          record.took().toMillis());
    } else if (record.state() == DeliveryState.DEAD) {
      LOG.error(
          "Event {} of source {} could not be delivered to {} (attempt {}, the last one, {} ms); it"
              + " is kept as a dead letter: {}",
          delivery.event().eventId(),
          delivery.event().source(),
          target,
          record.attempts(),
          record.took().toMillis(),
          record.reason());
    } else {
      LOG.warn(
          "Event {} of source {} was not delivered to {} (attempt {}, {} ms); tried again at {}: {}",
          delivery.event().eventId(),
          delivery.event().source(),
          target,
          record.attempts(),
          record.took().toMillis(),
          record.next(),
          record.reason());
    }
  }
}
