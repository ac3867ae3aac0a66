package io.dromedary.inbox;

import io.dromedary.store.ClaimLoop;
import io.dromedary.store.Settlement;
import io.dromedary.store.Store;
import io.dromedary.store.StoredEvent;
import io.dromedary.store.UntilKept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.StartupListener;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the route of a source for each event that was kept, and settles what the run means. */
final class InboxConsumer extends DefaultConsumer implements Suspendable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxConsumer.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final String source;
  private final InboxComponent component;
  private final int concurrency;
  private ClaimLoop<StoredEvent> loop;
  private Store.@Nullable Registration registration;

  InboxConsumer(InboxEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.source = endpoint.getSource();
    this.component = endpoint.getComponent();
    this.concurrency = endpoint.getConcurrency();
    this.loop = newLoop();
  }

  private ClaimLoop<StoredEvent> newLoop() {
    return new ClaimLoop<>("inbox-" + source, concurrency, new Routing());
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    component.register(this, source);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    component.register(this, source);
    begin();
  }

  @Override
  protected void doSuspend() {
    end();
  }

  @Override
  protected void doResume() throws Exception {
    begin();
  }

  @Override
  protected void doStop() throws Exception {
    end();
    component.unregister(this, source);
    super.doStop();
  }

  /** When all routes are up: an event that is routed earlier would not find those it goes on to. */
  private void begin() throws Exception {
    CamelContext context = getEndpoint().getCamelContext();
    if (context.isStarted()) {
      route();
    } else {
      context.addStartupListener(new AfterTheStart());
    }
  }

  private final class AfterTheStart implements StartupListener {
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
      // Not fully: some routes may not be up.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
      if (isStarted() && registration == null) {
        route();
      }
    }
  }

  private void route() {
    loop = newLoop();
    registration = component.store().onEvents(source, loop::wake);
    loop.start();
  }

  private void end() {
    Store.Registration active = registration;
    registration = null;
    if (active != null) {
      active.close();
      if (!loop.stop(STOP_TIMEOUT)) {
        LOG.warn(
            "Stopping inbox:{}: events were still being routed after {} s; they are routed again at"
                + " the next start",
            source,
            STOP_TIMEOUT.toSeconds());
      }
    }
  }

  private final class Routing implements ClaimLoop.Work<StoredEvent> {
    @Override
    public List<StoredEvent> claim(int max) {
      return component.store().claimEvents(source, max, component.clock().instant());
    }

    @Override
    public void release(StoredEvent event) {
      component.store().releaseEvent(event.seq());
    }

    @Override
    public void work(StoredEvent event) {
      ClaimLoop<StoredEvent> hand = loop;
      RunEnd end = run(event);
      if (end instanceof RunEnd.Settled settled) {
        Settlement settlement = settled.settlement();
        UntilKept.keep(
            () -> component.store().settle(settlement),
            () -> {
              Duration since = Duration.between(event.receivedAt(), component.clock().instant());
              component.tell(listener -> listener.settled(source, settlement, since));
              hand.finished();
            },
            hand::finished);
      } else if (end instanceof RunEnd.Postponed postponed) {
        UntilKept.keep(
            () -> component.store().postpone(postponed.postponement()),
            () -> {
              component.tell(listener -> listener.runFailed(source));
              hand.finished();
            },
            hand::finished);
      }
    }
  }

  private RunEnd run(StoredEvent event) {
    Recipients recipients = new Recipients(event.body());
    Exchange exchange = createExchange(false);
    String failure;
    try {
      EventExchange.fill(exchange, event);
      exchange.setProperty(Recipients.PROPERTY, recipients);
      failure = process(exchange, event);
    } finally {
      releaseExchange(exchange, false);
    }
    Throwable handled = failure == null ? recipients.failure() : null;
    RunEnd end =
        RunEnd.of(
            event,
            failure,
            handled == null ? null : Reasons.of(handled),
            recipients.seal(),
            RunPolicy.DEFAULT,
            Instant.now(component.clock()));
    if (failure != null) {
      report(event, end, failure);
    }
    return end;
  }

  private @Nullable String process(Exchange exchange, StoredEvent event) {
    try {
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    Exception exception = exchange.getException();
    if (exception != null) {
      LOG.debug("Routing event {} of source {} failed", event.eventId(), source, exception);
      return Reasons.of(exception);
    }
    return exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()
        ? "the route marked the exchange as rolled back"
        : null;
  }

  private void report(StoredEvent event, RunEnd end, String failure) {
    if (end instanceof RunEnd.Postponed postponed) {
      LOG.warn(
          "Routing event {} of source {} failed (run {}) and is repeated at {}: {}",
          event.eventId(),
          source,
          postponed.postponement().runs(),
          postponed.postponement().next(),
          failure);
    } else {
      LOG.error(
          "Routing event {} of source {} failed for the last time; it is kept as a dead letter of"
              + " stage routing: {}",
          event.eventId(),
          source,
          failure);
    }
  }
}
