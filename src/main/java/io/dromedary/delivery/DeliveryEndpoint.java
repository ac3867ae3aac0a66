package io.dromedary.delivery;

import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Name a target for an event, and bring events to that target. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "delivery",
    title = "Delivery",
    syntax = "delivery:target",
    category = {Category.MESSAGING})
public final class DeliveryEndpoint extends DefaultEndpoint {
  @UriPath(description = "Name of the target")
  @Metadata(required = true)
  private final String target;

  @UriParam(
      label = "consumer",
      defaultValue = "4",
      description = "How many deliveries are attempted at once")
  private int concurrency = 4;

  @UriParam(
      label = "consumer",
      defaultValue = "20",
      description = "How often a failed delivery is tried again before it is given up")
  private int maximumRedeliveries = 20;

  @UriParam(
      label = "consumer",
      defaultValue = "5000",
      description = "Delay before the first redelivery, in ms")
  private long redeliveryDelay = 5_000;

  @UriParam(
      label = "consumer",
      defaultValue = "3",
      description = "By what the delay grows from one redelivery to the next")
  private double backOffMultiplier = 3;

  @UriParam(
      label = "consumer",
      defaultValue = "21600000",
      description = "No delay is longer than this, in ms")
  private long maximumRedeliveryDelay = 21_600_000;

  DeliveryEndpoint(String uri, DeliveryComponent component, String target) {
    super(uri, component);
    this.target = target;
  }

  @Override
  public Producer createProducer() {
    return new DeliveryProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    DeliveryConsumer consumer = new DeliveryConsumer(this, processor, policy());
    configureConsumer(consumer);
    getComponent().on(target);
    return consumer;
  }

  private RedeliveryPolicy policy() {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "delivery:"
              + target
              + ": option concurrency is "
              + concurrency
              + "; it must be 1 or more");
    }
    try {
      return new RedeliveryPolicy(
          maximumRedeliveries,
          Duration.ofMillis(redeliveryDelay),
          backOffMultiplier,
          Duration.ofMillis(maximumRedeliveryDelay));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("delivery:" + target + ": " + e.getMessage(), e);
    }
  }

  @Override
  public DeliveryComponent getComponent() {
    return (DeliveryComponent) super.getComponent();
  }

  public String getTarget() {
    return target;
  }

  public int getConcurrency() {
    return concurrency;
  }

  public void setConcurrency(int concurrency) {
    this.concurrency = concurrency;
  }

  public int getMaximumRedeliveries() {
    return maximumRedeliveries;
  }

  public void setMaximumRedeliveries(int maximumRedeliveries) {
    this.maximumRedeliveries = maximumRedeliveries;
  }

  public long getRedeliveryDelay() {
    return redeliveryDelay;
  }

  public void setRedeliveryDelay(long redeliveryDelay) {
    this.redeliveryDelay = redeliveryDelay;
  }

  public double getBackOffMultiplier() {
    return backOffMultiplier;
  }

  public void setBackOffMultiplier(double backOffMultiplier) {
    this.backOffMultiplier = backOffMultiplier;
  }

  public long getMaximumRedeliveryDelay() {
    return maximumRedeliveryDelay;
  }

  public void setMaximumRedeliveryDelay(long maximumRedeliveryDelay) {
    this.maximumRedeliveryDelay = maximumRedeliveryDelay;
  }
}
