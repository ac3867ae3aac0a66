package io.dromedary.inbox;

import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Notices what an exchange does not tell at its end: that a step failed and the route handled the
 * failure, and that an exchange is a copy made by a wire tap.
 *
 * <p>Must be known to the CamelContext before its routes are built.
 */
public final class HandledFailures implements InterceptStrategy {
  /** The exchange property that is set on copies which nobody waits for. */
  public static final String DETACHED = "CamelInboxDetached";

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    return definition instanceof WireTapDefinition ? new Tap(target) : new Step(target);
  }

  private static final class Step extends DelegateAsyncProcessor {
    Step(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      Recipients recipients = exchange.getProperty(Recipients.PROPERTY, Recipients.class);
      if (recipients == null || exchange.getProperty(DETACHED) != null) {
        return super.process(exchange, callback);
      }
      return super.process(
          exchange,
          doneSync -> {
            Exception failure = exchange.getException();
            if (failure != null) {
              recipients.failed(at(exchange), failure);
            } else if (exchange.getMessage().getHeader(Exchange.REDELIVERED) != null) {
              recipients.recovered(at(exchange));
            }
            callback.done(doneSync);
          });
    }

    /** This step on this exchange: the parts of a split go through the same steps. */
    private List<Object> at(Exchange exchange) {
      return List.of(this, exchange.getExchangeId());
    }
  }

  /**
   * The tap copies the exchange before it returns: what is set until then goes to the copy only.
   */
  private static final class Tap extends DelegateAsyncProcessor {
    Tap(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      Object before = exchange.getProperty(DETACHED);
      exchange.setProperty(DETACHED, true);
      try {
        return super.process(exchange, callback);
      } finally {
        exchange.setProperty(DETACHED, before);
      }
    }
  }
}
