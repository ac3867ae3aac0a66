package io.dromedary.delivery;

import io.dromedary.Api;
import io.dromedary.cloudevent.ContentMode;
import io.dromedary.store.Ordering;
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
import org.jspecify.annotations.Nullable;

/** Name a target for an event, and bring events to that target. */
@Api
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "delivery",
    title = "Delivery",
    syntax = "delivery:target",
    remote = false,
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

  @UriParam(
      label = "consumer",
      defaultValue = "true",
      description =
          "Whether delays are longer or shorter at random, so that what failed together does not"
              + " come back together")
  private boolean useCollisionAvoidance = true;

  @UriParam(
      label = "consumer",
      defaultValue = "0.15",
      description = "By which part of it a delay is longer or shorter at most")
  private double collisionAvoidanceFactor = 0.15;

  @UriParam(
      label = "consumer",
      description =
          "The schedule itself, in place of redeliveryDelay, backOffMultiplier and collision"
              + " avoidance: from which redelivery on which delay in ms, such as"
              + " 1:5000;3:60000;6:3600000")
  private @Nullable String delayPattern;

  @UriParam(
      label = "consumer",
      defaultValue = "30000",
      description =
          "How long one attempt may take, in ms; then it is interrupted, and tried again later."
              + " Clients of the target give up before")
  private long attemptTimeout = 30_000;

  @UriParam(
      label = "consumer",
      defaultValue = "10",
      description =
          "How many failures in a row open the circuit: then deliveries wait, and spend no"
              + " attempts")
  private int failureThreshold = 10;

  @UriParam(
      label = "consumer",
      defaultValue = "5000",
      description =
          "How long the circuit is open before one delivery is tried, in ms; doubled after each"
              + " that fails")
  private long halfOpenAfter = 5_000;

  @UriParam(
      label = "consumer",
      defaultValue = "60000",
      description = "The circuit is never open for longer than this, in ms")
  private long maximumHalfOpenAfter = 60_000;

  @UriParam(
      label = "consumer",
      defaultValue = "false",
      description =
          "Whether events of one order key, which the inbox reads, are delivered one after the"
              + " other, in the order of their accepts")
  private boolean ordered;

  @UriParam(
      label = "consumer",
      enums = "block,skip",
      defaultValue = "block",
      description =
          "What a dead letter of a target that is ordered means for its key: the later ones wait"
              + " until it is replayed or discarded, or go on without it")
  private @Nullable String onBlocked;

  @UriParam(
      label = "consumer",
      enums = "off,structured,binary",
      defaultValue = "off",
      description =
          "Whether the target gets each event as a CloudEvent 1.0: structured (a JSON envelope around"
              + " it), binary (attributes in headers ce-..., the body as it is), or off")
  private String cloudEvents = "off";

  @UriParam(
      label = "consumer",
      description =
          "A bean that makes what several deliveries did permanent together, such as the pool of"
              + " connections of the shipped target warehouse: an io.dromedary.delivery.DeliveryBatch."
              + " When one of them fails, each is attempted again, alone")
  private @Nullable DeliveryBatch batch;

  @UriParam(
      label = "consumer",
      defaultValue = "64",
      description = "How many deliveries are made permanent together at most, if so many wait")
  private int batchSize = 64;

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
    DeliveryConsumer consumer = new DeliveryConsumer(this, processor, policy(), contentMode());
    configureConsumer(consumer);
    getComponent().on(target);
    return consumer;
  }

  private TargetPolicy policy() {
    try {
      return new TargetPolicy(
          concurrency,
          Duration.ofMillis(attemptTimeout),
          new RedeliveryPolicy(
              maximumRedeliveries,
              Duration.ofMillis(redeliveryDelay),
              backOffMultiplier,
              Duration.ofMillis(maximumRedeliveryDelay),
              useCollisionAvoidance ? collisionAvoidanceFactor : 0,
              delayPattern == null || delayPattern.isBlank()
                  ? null
                  : DelayPattern.parse(delayPattern)),
          new CircuitPolicy(
              failureThreshold,
              Duration.ofMillis(halfOpenAfter),
              Duration.ofMillis(maximumHalfOpenAfter)),
          ordering(),
          batch,
          batchSize);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("delivery:" + target + ": " + e.getMessage(), e);
    }
  }

  private Ordering ordering() {
    if (!ordered) {
      if (onBlocked != null) {
        throw new IllegalArgumentException(
            "option onBlocked is "
                + onBlocked
                + ", and means nothing without ordered=true: add that, or remove it");
      }
      return Ordering.NONE;
    }
    return switch (onBlocked == null ? "block" : onBlocked) {
      case "block" -> Ordering.BLOCK;
      case "skip" -> Ordering.SKIP;
      default ->
          throw new IllegalArgumentException(
              "option onBlocked is " + onBlocked + "; it must be block or skip");
    };
  }

  private @Nullable ContentMode contentMode() {
    return switch (cloudEvents) {
      case "off" -> null;
      case "structured" -> ContentMode.STRUCTURED;
      case "binary" -> ContentMode.BINARY;
      default ->
          throw new IllegalArgumentException(
              "delivery:"
                  + target
                  + ": option cloudEvents is "
                  + cloudEvents
                  + "; it must be off, structured or binary");
    };
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

  public boolean isUseCollisionAvoidance() {
    return useCollisionAvoidance;
  }

  public void setUseCollisionAvoidance(boolean useCollisionAvoidance) {
    this.useCollisionAvoidance = useCollisionAvoidance;
  }

  public double getCollisionAvoidanceFactor() {
    return collisionAvoidanceFactor;
  }

  public void setCollisionAvoidanceFactor(double collisionAvoidanceFactor) {
    this.collisionAvoidanceFactor = collisionAvoidanceFactor;
  }

  public @Nullable String getDelayPattern() {
    return delayPattern;
  }

  public void setDelayPattern(@Nullable String delayPattern) {
    this.delayPattern = delayPattern;
  }

  public long getAttemptTimeout() {
    return attemptTimeout;
  }

  public void setAttemptTimeout(long attemptTimeout) {
    this.attemptTimeout = attemptTimeout;
  }

  public int getFailureThreshold() {
    return failureThreshold;
  }

  public void setFailureThreshold(int failureThreshold) {
    this.failureThreshold = failureThreshold;
  }

  public long getHalfOpenAfter() {
    return halfOpenAfter;
  }

  public void setHalfOpenAfter(long halfOpenAfter) {
    this.halfOpenAfter = halfOpenAfter;
  }

  public long getMaximumHalfOpenAfter() {
    return maximumHalfOpenAfter;
  }

  public void setMaximumHalfOpenAfter(long maximumHalfOpenAfter) {
    this.maximumHalfOpenAfter = maximumHalfOpenAfter;
  }

  public boolean isOrdered() {
    return ordered;
  }

  public void setOrdered(boolean ordered) {
    this.ordered = ordered;
  }

  public @Nullable String getOnBlocked() {
    return onBlocked;
  }

  public void setOnBlocked(String onBlocked) {
    this.onBlocked = onBlocked;
  }

  public String getCloudEvents() {
    return cloudEvents;
  }

  public void setCloudEvents(String cloudEvents) {
    this.cloudEvents = cloudEvents;
  }

  public @Nullable DeliveryBatch getBatch() {
    return batch;
  }

  public void setBatch(DeliveryBatch batch) {
    this.batch = batch;
  }

  public int getBatchSize() {
    return batchSize;
  }

  public void setBatchSize(int batchSize) {
    this.batchSize = batchSize;
  }
}
