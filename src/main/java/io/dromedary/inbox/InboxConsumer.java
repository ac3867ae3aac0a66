package io.dromedary.inbox;

import io.dromedary.catalogue.Checked;
import io.dromedary.store.ClaimLoop;
import io.dromedary.store.Settlement;
import io.dromedary.store.Store;
import io.dromedary.store.StoredEvent;
import io.dromedary.store.UntilKept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the route of a source for each event that was kept, and settles what the run means. */
final class InboxConsumer extends ClaimingConsumer<StoredEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(InboxConsumer.class);

  private final String source;
  private final InboxComponent component;
  private final SchemaCheck.Mode schemaCheck;
  private final @Nullable String envelope;
  private final @Nullable CallbackEntrance entrance;
  private volatile UsingRoute using = UsingRoute.NONE;

  /**
   * @param schemaCheck what it means when the body of an event does not fit
   * @param envelope the preset by which the source is read; null for the one of its name
   * @param entrance where its callbacks come in; null when routes of their own take them
   */
  InboxConsumer(
      InboxEndpoint endpoint,
      Processor processor,
      SchemaCheck.Mode schemaCheck,
      @Nullable String envelope,
      @Nullable CallbackEntrance entrance) {
    super(
        endpoint,
        processor,
        endpoint.getComponent().consumers(),
        endpoint.getSource(),
        endpoint.getConcurrency());
    this.source = endpoint.getSource();
    this.component = endpoint.getComponent();
    this.schemaCheck = schemaCheck;
    this.envelope = envelope;
    this.entrance = entrance;
  }

  @Override
  protected void doStart() throws Exception {
    using = UsingRoute.of(getEndpoint().getCamelContext(), getRouteId());
    super.doStart();
    if (entrance != null) {
      entrance.open(using);
    }
  }

  @Override
  protected void doStop() throws Exception {
    if (entrance != null) {
      entrance.close();
    }
    super.doStop();
  }

  @Override
  protected Store.Registration listen(Runnable wake) {
    return component.store().onEvents(source, wake);
  }

  @Override
  protected ClaimLoop.Work<StoredEvent> work() {
    return new Routing(component.schemaCheck(schemaCheck, envelope));
  }

  private final class Routing implements ClaimLoop.Work<StoredEvent> {
    private final SchemaCheck schema;
    private volatile boolean interrupted;

    private Routing(SchemaCheck schema) {
      this.schema = schema;
    }

    @Override
    public void interrupting() {
      interrupted = true;
    }

    @Override
    public List<StoredEvent> claim(int max) {
      return using.routes()
          ? component.store().claimEvents(source, max, component.clock().instant())
          : List.of();
    }

    @Override
    public void release(StoredEvent event) {
      component.store().releaseEvent(event);
    }

    @Override
    public void work(StoredEvent event, Runnable finished) {
      Checked checked = schema.of(event);
      RunEnd end =
          checked != null && schema.parks(checked)
              ? RunEnd.misfit(event, String.valueOf(checked.reason()), component.clock().instant())
              : run(event, checked != null && SchemaCheck.isMisfit(checked), () -> interrupted);
      if (end == null) {
        release(event);
        finished.run();
      } else if (end instanceof RunEnd.Settled settled) {
        Settlement settlement = settled.settlement();
        UntilKept.keep(
            () -> component.store().settle(settlement),
            owned -> {
              Duration since = Duration.between(event.receivedAt(), settlement.at());
              finished.run();
              component.tellAside(
                  listener -> {
                    if (owned) {
                      listener.settled(source, settlement, since);
                      if (checked != null) {
                        listener.checked(source, checked.result());
                      }
                    } else {
                      listener.discarded(source);
                    }
                  });
            },
            finished);
      } else if (end instanceof RunEnd.Postponed postponed) {
        UntilKept.keep(
            () -> component.store().postpone(postponed.postponement()),
            owned -> {
              finished.run();
              component.tellAside(listener -> listener.runFailed(source));
            },
            finished);
      }
    }
  }

  /** Null: the stop made it fail, not the route. */
  private @Nullable RunEnd run(StoredEvent event, boolean misfit, BooleanSupplier interrupted) {
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
    if (failure != null && interrupted.getAsBoolean()) {
      return null;
    }
    Throwable handled = failure == null ? recipients.failure() : null;
    RunEnd end =
        RunEnd.of(
            event,
            failure,
            handled == null ? null : Reasons.of(handled),
            recipients.seal(),
            misfit,
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
