package io.dromedary.target;

import io.dromedary.Api;
import java.nio.charset.StandardCharsets;
import org.apache.camel.component.kafka.serde.KafkaHeaderSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Headers of Kafka records as UTF-8 text, numbers too, so that consumers in any language read them.
 * Camel's own serializer uses the platform's charset and Java's binary numbers.
 */
@Api
public final class BusHeaders implements KafkaHeaderSerializer {
  /** Null, which leaves the header out, for what is not text, a number or a boolean. */
  @Override
  public byte @Nullable [] serialize(String key, @Nullable Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString().getBytes(StandardCharsets.UTF_8);
    }
    return null;
  }
}
