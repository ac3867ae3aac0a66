package io.dromedary.inbox;

import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.signature.Verdict;
import io.dromedary.store.Accepted;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the verified callback of an exchange and sets the whole answer: 200 after the commit, 503
 * when it cannot be kept. The exchange goes on when the commit is there; no thread waits for it.
 */
final class InboxProducer extends DefaultAsyncProducer {
  private static final Logger LOG = LoggerFactory.getLogger(InboxProducer.class);
  private static final int RETRY_AFTER_SECONDS = 5;

  private final InboxEndpoint endpoint;
  private final String source;
  private final EnvelopeReader reader;

  InboxProducer(InboxEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    this.source = endpoint.getSource();
    this.reader = new EnvelopeReader(endpoint.envelopeSpec());
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Verdict verdict = exchange.getProperty(Verdict.PROPERTY, Verdict.class);
    if (verdict == null || !verdict.source().equals(source)) {
      endpoint.getComponent().closed(source, exchange.getFromRouteId());
      return refuse(exchange, callback, "closed");
    }
    endpoint.getComponent().verified(source);
    InboxGate.Entry entry = endpoint.getComponent().gate().enter(verdict.callback().body().length);
    if (entry instanceof InboxGate.Entry.Refused refused) {
      return refuse(exchange, callback, refused.reason());
    }
    InboxGate.Entry.Open open = (InboxGate.Entry.Open) entry;
    Answer answer = new Answer(exchange, callback, executor(exchange));
    endpoint.getComponent().deadline().watch(answer);
    try {
      endpoint
          .getComponent()
          .inbox()
          .accept(source, exchange.getFromRouteId(), verdict.callback(), reader)
          .whenComplete(
              (accepted, failure) -> {
                open.leave();
                answer.committed(accepted, failure);
              });
    } catch (RuntimeException e) {
      LOG.error("Keeping a callback of source {} failed unexpectedly", source, e);
      open.leave();
      answer.committed(null, e);
    }
    return false;
  }

  /** Where the exchange goes on: where it came from, never on the thread that commits. */
  private Executor executor(Exchange exchange) {
    Executor own = exchange.getProperty(ExchangeProperties.CALLBACK_EXECUTOR, Executor.class);
    return own != null ? own : endpoint.getComponent().completions();
  }

  private boolean refuse(Exchange exchange, AsyncCallback callback, String reason) {
    endpoint.getComponent().tell(listener -> listener.refused(source, reason));
    answer503(exchange);
    callback.done(true);
    return true;
  }

  private void warnOfParked(@Nullable String eventId) {
    LOG.warn(
        "Event {} of source {} is kept, but could not be read: it is not routed, and waits as a"
            + " dead letter of stage read. 'dead show {}:{}' says why",
        eventId,
        source,
        source,
        eventId);
  }

  private static void answer200(Exchange exchange) {
    answer(exchange, 200, "accepted\n");
  }

  static void answer503(Exchange exchange) {
    answer(exchange, 503, "try again later\n");
    exchange.getMessage().setHeader("Retry-After", RETRY_AFTER_SECONDS);
  }

  private static void answer(Exchange exchange, int code, String body) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, code);
    message.setHeader(Exchange.CONTENT_TYPE, "text/plain");
    message.setBody(body);
  }

  /** The one answer that a callback gets, from the commit or from the deadline. */
  private final class Answer implements AnswerDeadline.Pending {
    private final AtomicBoolean given = new AtomicBoolean();
    private final Executor executor;
    private @Nullable Exchange exchange;
    private @Nullable AsyncCallback callback;

    Answer(Exchange exchange, AsyncCallback callback, Executor executor) {
      this.exchange = exchange;
      this.callback = callback;
      this.executor = executor;
    }

    /** On the thread that commits: it only hands over. */
    void committed(@Nullable Accepted accepted, @Nullable Throwable failure) {
      if (accepted != null) {
        Consumer<InboxListener> news = listener -> listener.accepted(source, accepted);
        if (!give(InboxProducer::answer200, news)) {
          executor.execute(() -> endpoint.getComponent().tell(news));
        }
        if (accepted.stored() && accepted.parked()) {
          executor.execute(() -> warnOfParked(accepted.eventId()));
        }
      } else if (give(InboxProducer::answer503, listener -> listener.refused(source, "store"))) {
        LOG.debug("A callback of source {} could not be kept", source, failure);
      }
    }

    @Override
    public boolean isDone() {
      return given.get();
    }

    @Override
    public void expire() {
      give(InboxProducer::answer503, listener -> listener.refused(source, "deadline"));
    }

    /** Whether it was the first to answer. */
    private boolean give(Consumer<Exchange> setAnswer, Consumer<InboxListener> news) {
      if (!given.compareAndSet(false, true)) {
        return false;
      }
      Exchange answered = exchange;
      AsyncCallback next = callback;
      // The deadline may hold this object for a while; the body need not stay with it.
      exchange = null;
      callback = null;
      if (answered != null && next != null) {
        executor.execute(
            () -> {
              endpoint.getComponent().tell(news);
              setAnswer.accept(answered);
              next.done(false);
            });
      }
      return true;
    }
  }
}
