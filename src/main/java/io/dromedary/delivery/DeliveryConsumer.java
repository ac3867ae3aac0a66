package io.dromedary.delivery;

import io.dromedary.event.EventHeaders;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.inbox.EventExchange;
import io.dromedary.inbox.Reasons;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.DeliveryState;
import io.dromedary.store.Store;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.UntilKept;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts what is due for one target, with threads of its own, and records what became of it. A
 * target that is down holds up nobody but itself.
 */
final class DeliveryConsumer extends DefaultConsumer implements Suspendable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryConsumer.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final String target;
  private final DeliveryComponent component;
  private final RedeliveryPolicy policy;
  private final int concurrency;
  private ClaimLoop<StoredDelivery> loop;
  private Store.@Nullable Registration registration;

  DeliveryConsumer(DeliveryEndpoint endpoint, Processor processor, RedeliveryPolicy policy) {
    super(endpoint, processor);
    this.target = endpoint.getTarget();
    this.component = endpoint.getComponent();
    this.policy = policy;
    this.concurrency = endpoint.getConcurrency();
    this.loop = newLoop();
  }

  private ClaimLoop<StoredDelivery> newLoop() {
    return new ClaimLoop<>("delivery-" + target, concurrency, new Attempts());
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    component.register(this, target);
    LOG.info("Target {}: {} at once; {}", target, concurrency, policy.describe());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    component.register(this, target);
    begin();
  }

  @Override
  protected void doSuspend() {
    end();
  }

  @Override
  protected void doResume() {
    begin();
  }

  @Override
  protected void doStop() throws Exception {
    end();
    component.unregister(this, target);
    super.doStop();
  }

  private void begin() {
    loop = newLoop();
    registration = component.store().onDeliveries(target, loop::wake);
    loop.start();
  }

  private void end() {
    Store.Registration active = registration;
    registration = null;
    if (active != null) {
      active.close();
      if (!loop.stop(STOP_TIMEOUT)) {
        LOG.warn(
            "Stopping delivery:{}: attempts were still under way after {} s; they are made again at"
                + " the next start",
            target,
            STOP_TIMEOUT.toSeconds());
      }
    }
  }

  private final class Attempts implements ClaimLoop.Work<StoredDelivery> {
    @Override
    public List<StoredDelivery> claim(int max) {
      return component.store().claimDeliveries(target, max, component.clock().instant());
    }

    @Override
    public void release(StoredDelivery delivery) {
      component.store().releaseDelivery(delivery.id());
    }

    @Override
    public void work(StoredDelivery delivery) {
      ClaimLoop<StoredDelivery> hand = loop;
      long began = System.nanoTime();
      String failure = attempt(delivery);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      AttemptRecord record = AttemptEnd.of(delivery, failure, policy, component.clock().instant());
      report(delivery, record, took);
      UntilKept.keep(
          () -> component.store().record(record),
          () -> {
            component.tell(listener -> listener.attempted(target, record, took));
            hand.finished();
          },
          hand::finished);
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

  private void report(StoredDelivery delivery, AttemptRecord record, Duration took) {
    if (record.state() == DeliveryState.DELIVERED) {
      LOG.debug(
          "Event {} of source {} delivered to {} (attempt {}, {} ms)",
          delivery.event().eventId(),
          delivery.event().source(),
          target,
          record.attempts(),
          took.toMillis());
    } else if (record.state() == DeliveryState.DEAD) {
      LOG.error(
          "Event {} of source {} could not be delivered to {} (attempt {}, the last one, {} ms); it"
              + " is kept as a dead letter: {}",
          delivery.event().eventId(),
          delivery.event().source(),
          target,
          record.attempts(),
          took.toMillis(),
          record.reason());
    } else {
      LOG.warn(
          "Event {} of source {} was not delivered to {} (attempt {}, {} ms); tried again at {}: {}",
          delivery.event().eventId(),
          delivery.event().source(),
          target,
          record.attempts(),
          took.toMillis(),
          record.next(),
          record.reason());
    }
  }
}
