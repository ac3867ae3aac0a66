package io.dromedary.inbox;

import io.dromedary.store.ClaimLoop;
import io.dromedary.store.Store;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.StartupListener;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that works off what the store has for it, between the start and the stop, or suspend,
 * of its route. What it leaves stays in the store.
 *
 * @param <T> what it claims
 */
public abstract class ClaimingConsumer<T> extends DefaultConsumer implements Suspendable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimingConsumer.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final SoleConsumers consumers;
  private final String name;
  private final int concurrency;
  private volatile @Nullable ClaimLoop<T> loop;
  private volatile Store.@Nullable Registration registration;

  /**
   * A consumer that does nothing yet.
   *
   * @param consumers of its kind
   * @param name of the source or target
   * @param concurrency how many items are worked on at once
   */
  protected ClaimingConsumer(
      Endpoint endpoint,
      Processor processor,
      SoleConsumers consumers,
      String name,
      int concurrency) {
    super(endpoint, processor);
    this.consumers = consumers;
    this.name = name;
    this.concurrency = concurrency;
  }

  /** How it is worked off. */
  protected abstract ClaimLoop.Work<T> work();

  /** Has {@code wake} run when there may be something new. */
  protected abstract Store.Registration listen(Runnable wake);

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    consumers.add(name, this);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    consumers.add(name, this);
    begin();
  }

  /**
   * Claims no more and hands back what was not begun. Returns at once: so all consumers can be told
   * before one is waited for.
   */
  public final void stopClaiming() {
    ClaimLoop<T> begun = loop;
    if (begun != null) {
      begun.stopClaiming();
    }
  }

  /** Waits for what is under way, and interrupts what is so for longer than {@code patience}. */
  public final void finish(Duration patience) {
    end(patience);
  }

  @Override
  protected void doSuspend() {
    end(STOP_TIMEOUT);
  }

  @Override
  protected void doResume() throws Exception {
    begin();
  }

  @Override
  protected void doStop() throws Exception {
    end(STOP_TIMEOUT);
    consumers.remove(name, this);
    super.doStop();
  }

  /** When all routes are up: what is worked on earlier would not find those it goes on to. */
  private void begin() throws Exception {
    CamelContext context = getEndpoint().getCamelContext();
    if (context.isStarted()) {
      startLoop();
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
        startLoop();
      }
    }
  }

  /** Has the loop look for work, if there is one. */
  protected final void wake() {
    ClaimLoop<T> now = loop;
    if (now != null) {
      now.wake();
    }
  }

  private void startLoop() {
    ClaimLoop<T> begun = new ClaimLoop<>(threadName(), concurrency, work());
    loop = begun;
    registration = listen(begun::wake);
    begun.start();
  }

  /** For example {@code inbox-itwin}. */
  private String threadName() {
    return consumers.scheme() + "-" + name;
  }

  private void end(Duration patience) {
    Store.Registration active = registration;
    ClaimLoop<T> ended = loop;
    registration = null;
    if (active != null && ended != null) {
      active.close();
      long began = System.nanoTime();
      if (!ended.stop(patience)) {
        LOG.warn(
            "Stopping {}: work was still under way after {} ms; it is done again at the next start",
            getEndpoint().getEndpointUri(),
            (System.nanoTime() - began) / 1_000_000);
      }
    }
  }
}
