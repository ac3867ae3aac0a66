package io.dromedary.inbox;

import io.dromedary.event.NonBlocking;
import io.dromedary.signature.SignatureProcessor;
import io.dromedary.signature.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the callbacks of a source come in when no route of its own takes them: paths of {@code
 * platform-http:}, behind which a callback is verified and then kept, as in a callback route. It is
 * open as long as the consumer it belongs to is started.
 */
final class CallbackEntrance {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackEntrance.class);

  private final InboxEndpoint endpoint;
  private final List<String> paths;
  private final SignatureProcessor signature;
  private final List<Consumer> consumers = new ArrayList<>();

  CallbackEntrance(InboxEndpoint endpoint, List<String> paths, SignatureProcessor signature) {
    this.endpoint = endpoint;
    this.paths = paths;
    this.signature = signature;
  }

  /**
   * Takes callbacks. While the source has no secret they get 503, as at the path of a route that is
   * off.
   *
   * @param using the route for which they are
   * @throws Exception when the signature processor cannot work, or a path is taken
   */
  void open(UsingRoute using) throws Exception {
    CamelContext context = endpoint.getCamelContext();
    CamelContextAware.trySetCamelContext(signature, context);
    signature.ready();
    if (!signature.source().equals(endpoint.getSource())) {
      throw new IllegalArgumentException(
          "inbox:%s: its option signature names a processor for callbacks of %s; give it the property source: %s"
              .formatted(endpoint.getSource(), signature.source(), endpoint.getSource()));
    }
    if (signature.isOff()) {
      LOG.info("Source {} is off: {} is not set", endpoint.getSource(), signature.secretKey());
    }
    try {
      for (String path : paths) {
        open(path, using, context);
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Not through the registry of endpoints: these are nobody else's, and go when this is closed. */
  private void open(String path, UsingRoute using, CamelContext context) throws Exception {
    Endpoint http =
        context
            .getComponent("platform-http")
            .createEndpoint("platform-http:" + path + "?httpMethodRestrict=POST");
    ServiceHelper.startService(http);
    Consumer consumer = http.createConsumer(new Steps(path, using, new InboxProducer(endpoint)));
    consumers.add(consumer);
    ServiceHelper.startService(consumer);
  }

  /** Takes no more. */
  void close() {
    for (Consumer consumer : consumers) {
      ServiceHelper.stopAndShutdownServices(consumer, consumer.getEndpoint());
    }
    consumers.clear();
  }

  /** What a callback route does. Neither step waits. */
  private final class Steps extends AsyncProcessorSupport implements NonBlocking, RouteIdAware {
    private final String path;
    private final UsingRoute using;
    private final InboxProducer keep;

    Steps(String path, UsingRoute using, InboxProducer keep) {
      this.path = path;
      this.using = using;
      this.keep = keep;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      if (!using.takes()) {
        InboxProducer.answer503(exchange);
        callback.done(true);
        return true;
      }
      exchange.getExchangeExtension().setFromRouteId(using.id());
      signature.process(exchange);
      if (exchange.getProperty(Verdict.PROPERTY) == null) {
        callback.done(true);
        return true;
      }
      return keep.process(exchange, callback);
    }

    /** The callbacks are for the route that people know. */
    @Override
    public @Nullable String getRouteId() {
      return using.id();
    }

    @Override
    public void setRouteId(String routeId) {
      throw new UnsupportedOperationException("it follows the route that uses it");
    }

    @Override
    public String toString() {
      return "inbox:" + endpoint.getSource() + " at " + path;
    }
  }
}
