package io.dromedary.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A bean of a route file, of which one can see how many there are. */
public final class CountingBean implements Processor {
  static final AtomicInteger MADE = new AtomicInteger();
  static final AtomicInteger PROCESSED = new AtomicInteger();

  public CountingBean() {
    MADE.incrementAndGet();
  }

  @Override
  public void process(Exchange exchange) {
    PROCESSED.incrementAndGet();
  }
}
