package io.dromedary.inbox;

import io.dromedary.Api;
import io.dromedary.event.EnvelopeSpec;
import io.dromedary.signature.SignatureProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** Keep a verified callback durably, and route what was kept. */
@Api
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "inbox",
    title = "Inbox",
    syntax = "inbox:source",
    remote = false,
    category = {Category.HTTP, Category.MESSAGING})
public final class InboxEndpoint extends DefaultEndpoint {
  @UriPath(description = "Name of the sender of the callbacks")
  @Metadata(required = true)
  private final String source;

  @UriParam(
      description =
          "Where the envelope is read, as a preset: itwin, aps, github, standard-webhooks or"
              + " generic; by default the one of the source's name, else generic")
  private @Nullable String envelope;

  @UriParam(label = "producer", description = "Where the event type is read")
  private @Nullable String eventType;

  @UriParam(label = "producer", description = "Where the system is read")
  private @Nullable String system;

  @UriParam(label = "producer", description = "Where the id of the webhook is read")
  private @Nullable String subscription;

  @UriParam(label = "producer", description = "Where the time of the event is read")
  private @Nullable String enqueuedAt;

  @UriParam(label = "producer", description = "Where the duplicate key is read")
  private @Nullable String duplicateKey;

  @UriParam(
      label = "producer",
      description =
          "Where the key is read within which events keep their order, for targets that ask for it;"
              + " none by default")
  private @Nullable String orderBy;

  @UriParam(label = "producer", description = "Zone of dates that name none, for example UTC")
  private @Nullable String zone;

  @UriParam(
      label = "consumer",
      defaultValue = "4",
      description = "How many events are routed at once")
  private int concurrency = 4;

  @UriParam(
      label = "consumer",
      enums = "off,warn,park",
      defaultValue = "warn",
      description =
          "What it means when the body of an event does not fit the schema that the catalogue has"
              + " for its type: off (nothing is checked), warn (it is routed, marked and counted) or"
              + " park (it is a dead letter of stage schema)")
  private String schemaCheck = "warn";

  @UriParam(
      label = "consumer,advanced",
      description =
          "Where the callbacks of the source come in: a path, or several separated by commas, so that"
              + " a route that starts here needs no other in front of it. Made for Kamelets")
  private @Nullable String callback;

  @UriParam(
      label = "consumer,advanced",
      description = "Verifies the callbacks that come in there; a bean")
  private @Nullable SignatureProcessor signature;

  InboxEndpoint(String uri, InboxComponent component, String source) {
    super(uri, component);
    this.source = source;
  }

  @Override
  public Producer createProducer() {
    return new InboxProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    InboxConsumer consumer =
        new InboxConsumer(this, processor, schemaCheckMode(), envelope, entrance());
    configureConsumer(consumer);
    return consumer;
  }

  private @Nullable CallbackEntrance entrance() {
    String paths = callback;
    SignatureProcessor verifies = signature;
    if (paths == null && verifies == null) {
      return null;
    }
    if (paths == null || verifies == null) {
      throw new IllegalArgumentException(
          "inbox:"
              + source
              + ": the options callback and signature belong together; one of them is not set");
    }
    return new CallbackEntrance(this, List.of(paths.trim().split("\\s*,\\s*")), verifies);
  }

  private SchemaCheck.Mode schemaCheckMode() {
    return switch (schemaCheck) {
      case "off" -> SchemaCheck.Mode.OFF;
      case "warn" -> SchemaCheck.Mode.WARN;
      case "park" -> SchemaCheck.Mode.PARK;
      default ->
          throw new IllegalArgumentException(
              "inbox:"
                  + source
                  + ": option schemaCheck is "
                  + schemaCheck
                  + "; it must be off, warn or park");
    };
  }

  @Override
  public InboxComponent getComponent() {
    return (InboxComponent) super.getComponent();
  }

  EnvelopeSpec envelopeSpec() {
    Map<String, String> options = new HashMap<>();
    put(options, "envelope", envelope);
    put(options, "eventType", eventType);
    put(options, "system", system);
    put(options, "subscription", subscription);
    put(options, "enqueuedAt", enqueuedAt);
    put(options, "duplicateKey", duplicateKey);
    put(options, "orderBy", orderBy);
    put(options, "zone", zone);
    return new EnvelopeOptions(source, options).spec();
  }

  private static void put(Map<String, String> options, String name, @Nullable String value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  public String getSource() {
    return source;
  }

  public @Nullable String getEnvelope() {
    return envelope;
  }

  public void setEnvelope(String envelope) {
    this.envelope = envelope;
  }

  public @Nullable String getEventType() {
    return eventType;
  }

  /** A JSON pointer into the body, {@code header:<name>}, {@code path:<name>} or constant. */
  public void setEventType(String eventType) {
    this.eventType = eventType;
  }

  public @Nullable String getSystem() {
    return system;
  }

  public void setSystem(String system) {
    this.system = system;
  }

  public @Nullable String getSubscription() {
    return subscription;
  }

  public void setSubscription(String subscription) {
    this.subscription = subscription;
  }

  public @Nullable String getEnqueuedAt() {
    return enqueuedAt;
  }

  public void setEnqueuedAt(String enqueuedAt) {
    this.enqueuedAt = enqueuedAt;
  }

  public @Nullable String getDuplicateKey() {
    return duplicateKey;
  }

  public void setDuplicateKey(String duplicateKey) {
    this.duplicateKey = duplicateKey;
  }

  public @Nullable String getOrderBy() {
    return orderBy;
  }

  public void setOrderBy(String orderBy) {
    this.orderBy = orderBy;
  }

  public @Nullable String getZone() {
    return zone;
  }

  public void setZone(String zone) {
    this.zone = zone;
  }

  public @Nullable String getCallback() {
    return callback;
  }

  public void setCallback(String callback) {
    this.callback = callback;
  }

  public @Nullable SignatureProcessor getSignature() {
    return signature;
  }

  public void setSignature(SignatureProcessor signature) {
    this.signature = signature;
  }

  public String getSchemaCheck() {
    return schemaCheck;
  }

  public void setSchemaCheck(String schemaCheck) {
    this.schemaCheck = schemaCheck;
  }

  public int getConcurrency() {
    return concurrency;
  }

  public void setConcurrency(int concurrency) {
    this.concurrency = concurrency;
  }
}
