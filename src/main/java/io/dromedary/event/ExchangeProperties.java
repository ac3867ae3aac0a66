package io.dromedary.event;

/** Names of the exchange properties by which the parts of the path hand things on. */
public final class ExchangeProperties {
  /** On a callback: the {@link Callback} as it was received. */
  public static final String CALLBACK = "CamelCallback";

  /**
   * On a callback: a {@code java.util.concurrent.Executor} that runs a task where the steps of the
   * request run. A step that is completed by a thread which it must not hold up, such as the one
   * that commits, goes on there.
   */
  public static final String CALLBACK_EXECUTOR = "CamelCallbackExecutor";

  /** On a delivery: the signed bytes, whatever the body is. */
  public static final String SIGNED_BODY = "CamelDeliverySignedBody";

  private ExchangeProperties() {}
}
