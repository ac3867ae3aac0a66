package io.dromedary.cloudevent;

import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * CloudEvents as data types of Camel, so that a step of a route can make one:
 *
 * <pre>{@code
 * - transformDataType:
 *     toType: cloudevents:structured
 * }</pre>
 *
 * Camel finds them by name through {@code META-INF/services/org/apache/camel/transformer}.
 */
public final class CloudEventTypes {
  private CloudEventTypes() {}

  /** {@code cloudevents:structured}. */
  @DataTypeTransformer(
      name = "cloudevents:structured",
      description = "The event as a CloudEvent: a JSON envelope around it")
  public static final class Structured extends Transformer {
    @Override
    public void transform(Message message, DataType from, DataType to)
        throws InvalidPayloadException {
      CloudEventMessage.wrap(message, ContentMode.STRUCTURED);
    }
  }

  /** {@code cloudevents:binary}. */
  @DataTypeTransformer(
      name = "cloudevents:binary",
      description = "The event as a CloudEvent: headers ce-... for HTTP, the body as it is")
  public static final class Binary extends Transformer {
    @Override
    public void transform(Message message, DataType from, DataType to)
        throws InvalidPayloadException {
      CloudEventMessage.wrap(message, ContentMode.BINARY);
    }
  }

  /** {@code cloudevents:kafka-binary}. */
  @DataTypeTransformer(
      name = "cloudevents:kafka-binary",
      description = "The event as a CloudEvent: headers ce_... for Kafka, the body as it is")
  public static final class KafkaBinary extends Transformer {
    @Override
    public void transform(Message message, DataType from, DataType to)
        throws InvalidPayloadException {
      CloudEventMessage.wrap(message, ContentMode.KAFKA_BINARY);
    }
  }
}
